use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// The binary under test, built beside the tests.
pub fn binary() -> PathBuf {
    if let Some(path) = env::var_os("EUNOIA_BIN") {
        return path.into();
    }
    let tests = env::current_exe().unwrap();
    let profile = tests.ancestors().find(|folder| folder.join("eunoia").is_file());
    profile
        .expect("the binary `eunoia` beside the tests: run `cargo build` first")
        .join("eunoia")
}

const TEXT_MODEL: &str = "EUNOIA_TEXT_MODEL";

/// How to start a server.
#[derive(Debug, Clone)]
pub struct Launch {
    data: PathBuf,
    args: Vec<String>,
    env: Vec<(String, String)>,
    wrapper: Vec<String>,
    log: Option<PathBuf>,
}

impl Launch {
    /// On this data folder, with embedded defaults, on any free port; it reads no texts, which would come into the numbers of
    /// tests that are about others.
    pub fn on(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            args: Vec::new(),
            env: vec![(TEXT_MODEL.to_owned(), "off".to_owned())],
            wrapper: Vec::new(),
            log: None,
        }
    }

    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// Reads texts with the model in this folder.
    #[must_use]
    pub fn reading(self, model: &Path) -> Self {
        self.env(TEXT_MODEL, model.display().to_string())
    }

    /// Runs it under another program, such as a tracer.
    #[must_use]
    pub fn under(mut self, wrapper: &[&str]) -> Self {
        self.wrapper = wrapper.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// Sends its log to this file instead of the tests' own standard error.
    #[must_use]
    pub fn log_to(mut self, file: &Path) -> Self {
        self.log = Some(file.to_owned());
        self
    }

    /// Starts it and waits until it listens.
    pub fn start(&self) -> Server {
        // For the clients that talk to it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut words = self.wrapper.clone();
        words.push(binary().display().to_string());
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&self.data)
            .args(&self.args);
        command.envs(self.env.iter().cloned()).stdout(Stdio::piped());
        command.stderr(
            self.log
                .as_ref()
                .map_or_else(Stdio::inherit, |file| File::create(file).expect("a log file").into()),
        );
        let mut child = command.spawn().expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("eunoia is at ").map(|url| url.trim_end_matches('/').to_owned()));
        // Whatever else it prints is read, so that it never blocks on a full pipe.
        thread::spawn(move || lines.for_each(drop));
        let url = url.unwrap_or_else(|| panic!("the server ended without listening: {:?}", child.wait()));
        Server { child, url }
    }
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Bytes of memory that it holds now (VmRSS).
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap() * 1024
    }

    /// Waits until everything that was committed is in the warehouse too.
    pub async fn relayed(&self) {
        let deadline = Instant::now() + Duration::from_secs(300);
        loop {
            let response = reqwest::get(format!("{}/readyz", self.url)).await.expect("the server answers");
            let readiness: Value = response.json().await.unwrap();
            if readiness["relay"] == "running" && readiness["relay_behind"] == 0 {
                return;
            }
            assert!(Instant::now() < deadline, "not relayed after 300 s: {readiness}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What `/readyz` says.
    pub async fn readiness(&self) -> Value {
        let response = reqwest::get(format!("{}/readyz", self.url)).await.expect("the server answers");
        response.json().await.expect("JSON")
    }

    /// Waits until every text that was committed is read.
    pub async fn texts_read(&self) {
        let deadline = Instant::now() + Duration::from_secs(300);
        loop {
            let readiness = self.readiness().await;
            if readiness["text"]["status"] == "ready" && readiness["texts_waiting"] == 0 {
                return;
            }
            assert!(Instant::now() < deadline, "not read after 300 s: {readiness}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// `kill -9`: no chance to finish anything.
    pub fn kill(&mut self) {
        self.child.kill().expect("the server was running");
        self.child.wait().unwrap();
    }

    /// SIGTERM, and [`Server::ended`].
    pub fn stop(self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.ended();
    }

    /// Waits for a proper end.
    pub fn ended(mut self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "ended with {status}");
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not end within 30 s of SIGTERM");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
