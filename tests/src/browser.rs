use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The browser that tests drive with node, if all that is needed for it is there; says what is missing if not.
pub fn browser() -> Option<PathBuf> {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules");
    let chromium = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let node = Command::new("node").arg("--version").output();
    let needed = [
        ("node", node.is_ok_and(|output| output.status.success())),
        (
            "node_modules (npm ci --ignore-scripts)",
            ["playwright-core", "axe-core"].iter().all(|name| modules.join(name).is_dir()),
        ),
        ("chromium (CHROMIUM names another place)", chromium.is_file()),
    ];
    let missing: Vec<_> = needed.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        println!("skipped: the dashboard in a browser, which needs {}", missing.join(" and "));
        return None;
    }
    Some(chromium)
}
