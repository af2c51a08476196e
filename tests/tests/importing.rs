//! The command line: import, simulate, analyze, rebuild.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{fs, path::Path};

use eunoia_tests::{Launch, Person, eunoia, fresh_id, mood};
use serde_json::{Value, json};
use tempfile::TempDir;

const MAPPING: &str = r#"
source = "a diary"
delimiter = ";"
zone = "Europe/Oslo"

[time]
column = "when"
format = "%d.%m.%Y %H:%M"

[mood.score]
column = "mood"
values = { bad = 2, fine = 3, great = 5 }
scale = { from = [1, 5], to = [1, 10] }

[mood.note]
column = "note"

[[metric]]
name = "cups of tea"
adds_up = true
column = "tea"
"#;

const TABLE: &str = "when;mood;note;tea;colour
01.03.2026 08:00;fine;\"slept; well\nand long\";2;red
01.03.2026 20:00;great;;;blue
02.03.2026 08:00;splendid;;1;red
02.03.2026 25:00;fine;;1;red
29.03.2026 02:30;bad;;3;red
";

fn night(log: u64, day: u32, minutes: u32) -> Value {
    json!({
        "logId": log, "dateOfSleep": format!("2026-03-{day:02}"), "startTime": format!("2026-03-{:02}T23:00:00.000", day - 1),
        "endTime": format!("2026-03-{day:02}T07:00:00.000"), "duration": 8 * 3_600_000, "minutesAsleep": minutes, "efficiency": 93, "type": "classic"
    })
}

/// Runs a command on a data folder.
fn on(data: &Path, args: &[&str]) -> eunoia_tests::Finished {
    eunoia(args.iter().copied().chain(["--data", data.to_str().unwrap()]))
}

fn counts(report: &Value) -> [u64; 4] {
    let counts = ["rows", "mapped", "duplicates", "rejected_total"]
        .map(|key| report[key].as_u64().unwrap_or_else(|| panic!("no {key} in {report}")));
    let passed: u64 = ["merged", "not_taken_total"].map(|key| report[key].as_u64().unwrap()).iter().sum();
    let recorded = counts[1] + counts[2] + counts[3];
    assert_eq!(counts[0], recorded + passed, "every row is accounted for: {report}");
    assert_eq!(counts[3].min(1_000), report["rejected"].as_array().unwrap().len() as u64);
    counts
}

#[test]
fn each_format_is_imported_once_however_often_it_is_read() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let write = |name: &str, content: String| {
        let file = input.path().join(name);
        fs::write(&file, content).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let nights = json!({ "sleep": [night(1, 2, 420), night(2, 3, 410), night(2, 3, 410), night(3, 4, 4_000)] });
    let mut lines: Vec<_> = (1..=9)
        .map(|day| mood(fresh_id(), &format!("2026-03-{day:02}T08:00:00Z"), 5.0).to_string())
        .collect();
    lines.extend([
        "".to_owned(),
        "rubbish".to_owned(),
        mood(fresh_id(), "2026-03-01T08:00:00Z", 50.0).to_string(),
    ]);
    let (table, mapping) = (write("diary.csv", TABLE.to_owned()), write("diary.toml", MAPPING.to_owned()));
    let sources = [
        (
            vec!["import", "--json", "--format", "csv", "--mapping", &mapping, &table],
            [5, 3, 0, 2],
            [5, 0, 3, 2],
        ),
        (
            vec!["import", "--json", "--format", "fitbit", "--zone", "Europe/Oslo"],
            [4, 2, 1, 1],
            [4, 0, 3, 1],
        ),
        (vec!["import", "--json", "--format", "ndjson"], [11, 9, 0, 2], [11, 0, 9, 2]),
    ];
    let (nights, lines) = (write("sleep.json", nights.to_string()), write("events.ndjson", lines.join("\n")));
    for ((mut args, first, again), file) in sources.into_iter().zip([None, Some(&nights), Some(&lines)]) {
        args.extend(file.map(String::as_str));
        assert_eq!(counts(&on(data.path(), &args).json()), first, "{args:?}");
        assert_eq!(counts(&on(data.path(), &args).json()), again, "{args:?}");
    }
    let report = on(data.path(), &["import", "--json", "--format", "csv", "--mapping", &mapping, &table]).json();
    assert_eq!(report["ignored_columns"], json!(["colour"]));
    let told = report["rejected"].as_array().unwrap();
    // The first row has two lines.
    assert_eq!((&told[0]["line"], &told[1]["line"]), (&json!(5), &json!(6)));
    assert!(told[0]["reason"].as_str().unwrap().contains("splendid"), "{report}");
    // For people, the same in words.
    let words = on(data.path(), &["import", "--format", "csv", "--mapping", &mapping, &table]).success();
    assert!(
        words.starts_with("5 rows: 0 mapped, 3 duplicates, 2 rejected\n  line 5: "),
        "{words}"
    );
}

#[tokio::test]
async fn what_was_imported_is_the_persons_own_and_dated_by_their_zone() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let server = Launch::on(data.path()).start();
    let person = Person::register_in(&server.url, "Europe/Oslo").await;
    server.stop();
    let (table, mapping, sleep) = (input.path().join("t.csv"), input.path().join("t.toml"), input.path().join("s.json"));
    fs::write(&table, TABLE).unwrap();
    fs::write(&mapping, MAPPING).unwrap();
    // In the night of the change of clocks: it lasts an hour less than the clock on the wall says.
    let change = json!({ "logId": 9, "dateOfSleep": "2026-03-29", "startTime": "2026-03-28T23:00:00.000", "endTime": "2026-03-29T07:00:00.000", "duration": 7 * 3_600_000 });
    fs::write(&sleep, json!([night(1, 2, 420), change]).to_string()).unwrap();
    let user = ["--user", &person.email];
    let mapped = [
        "import",
        "--json",
        "--format",
        "csv",
        "--mapping",
        mapping.to_str().unwrap(),
        table.to_str().unwrap(),
    ];
    assert_eq!(counts(&on(data.path(), &[&mapped[..], &user].concat()).json()), [5, 3, 0, 2]);
    assert_eq!(
        counts(
            &on(
                data.path(),
                &[&["import", "--json", "--format", "fitbit", sleep.to_str().unwrap()][..], &user].concat()
            )
            .json()
        ),
        [2, 2, 0, 0]
    );

    let server = Launch::on(data.path()).start();
    let person = Person::log_in(&server.url, &person.email).await;
    let moods = person.all("/v1/moods").await;
    let short: Vec<_> = moods
        .iter()
        .map(|m| {
            json!([
                m["at"],
                m["local_date"],
                m["zone"],
                m["source"],
                m["data"]["score"],
                m["data"]["note"]
            ])
        })
        .collect();
    let expected = [
        // 2:30 does not exist on that day: an hour later, which is summer time.
        json!(["2026-03-29T01:30:00Z", "2026-03-29", "Europe/Oslo", "import", 3.25, null]),
        json!(["2026-03-01T19:00:00Z", "2026-03-01", "Europe/Oslo", "import", 10.0, null]),
        json!([
            "2026-03-01T07:00:00Z",
            "2026-03-01",
            "Europe/Oslo",
            "import",
            5.5,
            "slept; well\nand long"
        ]),
    ];
    assert_eq!(short, expected);
    let nights: Vec<_> = person
        .all("/v1/sleep")
        .await
        .iter()
        .map(|s| json!([s["local_date"], s["data"]["start"], s["data"]["end"]]))
        .collect();
    assert_eq!(
        nights,
        [
            json!(["2026-03-29", "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"]),
            json!(["2026-03-02", "2026-03-01T22:00:00Z", "2026-03-02T06:00:00Z"])
        ]
    );
    server.stop();
}

#[test]
fn files_that_cannot_be_read_say_so() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let path = |name: &str| input.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("table.csv"), TABLE).unwrap();
    fs::write(path("good.toml"), MAPPING).unwrap();
    fs::write(path("bad.toml"), MAPPING.replace("[1, 5]", "[1, 1]")).unwrap();
    fs::write(path("other.toml"), MAPPING.replace("column = \"tea\"", "column = \"coffee\"")).unwrap();
    fs::write(path("rubbish.toml"), [0xff, 0, 1]).unwrap();
    fs::write(path("empty"), "").unwrap();
    fs::create_dir(path("folder")).unwrap();
    let fails = |args: &[&str], word: &str| {
        let error = on(data.path(), &[&["import", "--format"], args].concat()).failure();
        assert!(error.contains(word), "{args:?}: {error}");
    };
    for format in ["ndjson", "fitbit"] {
        fails(&[format, &path("none")], "none");
        fails(&[format, &path("folder")], "is not a file");
        fails(
            &[format, "--mapping", &path("good.toml"), &path("table.csv")],
            "a mapping is for csv",
        );
    }
    fails(&["csv", &path("table.csv")], "needs a mapping");
    fails(&["csv", "--mapping", &path("none.toml"), &path("table.csv")], "none.toml");
    fails(&["csv", "--mapping", &path("rubbish.toml"), &path("table.csv")], "rubbish.toml");
    fails(&["csv", "--mapping", &path("bad.toml"), &path("table.csv")], "scale");
    fails(&["csv", "--mapping", &path("other.toml"), &path("table.csv")], "coffee");
    fails(&["csv", "--mapping", &path("good.toml"), &path("folder")], "is not a file");
    fails(&["csv", "--mapping", &path("good.toml"), &path("empty")], "empty has no header");
    fails(&["xls", &path("table.csv")], "one of fitbit, csv, ndjson");
    fails(&["ndjson", "--zone", "Mars/Olympus", &path("table.csv")], "zone");
    fails(&["ndjson", "--user", "nobody", &path("table.csv")], "an address such as");
}

#[test]
fn broken_files_give_refused_rows_and_keep_the_others() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let import = |format: &str, content: &[u8]| {
        let file = input.path().join("file");
        fs::write(&file, content).unwrap();
        let mapping = input.path().join("mapping.toml");
        fs::write(&mapping, MAPPING).unwrap();
        let mut args = vec!["import", "--json", "--format", format, file.to_str().unwrap()];
        if format == "csv" {
            args.extend(["--mapping", mapping.to_str().unwrap()]);
        }
        let report = on(data.path(), &args).json();
        (counts(&report), report)
    };
    let nights = json!([night(1, 2, 420), night(2, 3, 410)]).to_string();
    let (cut, report) = import("fitbit", &nights.as_bytes()[..nights.len() - 30]);
    assert_eq!(cut, [2, 1, 0, 1], "{report}");
    assert!(
        report["rejected"][0]["reason"].as_str().unwrap().contains("the file ends at byte"),
        "{report}"
    );
    let (cut, report) = import("csv", &TABLE.as_bytes()[..TABLE.find("long").unwrap()]);
    assert_eq!(cut, [1, 0, 0, 1], "{report}");
    let line = mood(fresh_id(), "2026-03-01T08:00:00Z", 5.0).to_string();
    let (cut, report) = import("ndjson", format!("{line}\n{}", &line[..line.len() - 5]).as_bytes());
    assert_eq!(cut, [2, 1, 0, 1], "{report}");
    // Something else altogether, such as a picture.
    let binary: Vec<u8> = (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for format in ["ndjson", "fitbit"] {
        let ([rows, mapped, duplicates, rejected], _) = import(format, &binary);
        assert!(rows > 0 && mapped == 0 && duplicates == 0 && rejected == rows, "{format}");
    }
    let (huge, report) = import("ndjson", &[vec![b'x'; 3 << 20], b"\n".to_vec(), line.into_bytes()].concat());
    assert_eq!(huge, [2, 0, 1, 1], "{report}");
    let ([rows, mapped, _, rejected], _) = import("ndjson", "x\n".repeat(2_500).as_bytes());
    assert_eq!((rows, mapped, rejected), (2_500, 0, 2_500));
}

#[test]
fn the_same_seed_makes_the_same_people() {
    let folder = TempDir::new().unwrap();
    let simulate = |name: &str, seed: &str, users: &str| {
        let file = folder.path().join(name);
        eunoia([
            "simulate",
            "--users",
            users,
            "--days",
            "60",
            "--seed",
            seed,
            "--end",
            "2026-10-31",
            "--out",
            file.to_str().unwrap(),
        ])
        .success();
        (
            fs::read(&file).unwrap(),
            fs::read(folder.path().join(format!("{name}.truth.json"))).unwrap(),
        )
    };
    let (events, truth) = simulate("a", "7", "3");
    assert_eq!((events.clone(), truth.clone()), simulate("b", "7", "3"));
    let (others, other_truth) = simulate("c", "8", "3");
    assert!(events != others && truth != other_truth);
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    assert_eq!(truth.as_array().unwrap().len(), 3);
    let lines: Vec<Value> = events
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert!(lines.len() > 3 * 60, "{} events", lines.len());
    assert!(
        lines
            .iter()
            .all(|line| line["source"] == "synthetic" && line["user"].as_str().unwrap().starts_with("sim-"))
    );
    // One person's events name nobody, and can be imported as they are.
    let (alone, _) = simulate("d", "7", "1");
    let count = alone.iter().filter(|byte| **byte == b'\n').count() as u64;
    let data = TempDir::new().unwrap();
    let file = folder.path().join("d");
    let report = on(data.path(), &["import", "--json", "--format", "ndjson", file.to_str().unwrap()]).json();
    assert_eq!(counts(&report), [count, count, 0, 0]);
}

#[test]
fn simulated_people_are_analysed_and_the_warehouse_is_rebuilt() {
    let data = TempDir::new().unwrap();
    let into = data.path().to_str().unwrap();
    let simulate = || {
        eunoia([
            "simulate",
            "--users",
            "3",
            "--days",
            "120",
            "--seed",
            "5",
            "--end",
            "2026-10-31",
            "--into",
            into,
        ])
        .success()
    };
    simulate();
    let truth: Value = serde_json::from_slice(&fs::read(data.path().join("truth.json")).unwrap()).unwrap();
    assert_eq!(truth.as_array().unwrap().len(), 3);
    let analyze = |more: &[&str]| on(data.path(), &[&["analyze", "--json", "--today", "2026-11-01"], more].concat()).json();
    let everybody = analyze(&[]);
    let people = everybody.as_array().unwrap();
    assert_eq!(people.len(), 3);
    for person in people {
        assert_eq!(person["synthetic"], true);
        let mood = &person["levels"]
            .as_array()
            .unwrap()
            .iter()
            .find(|level| level["metric"] == "mood.score")
            .unwrap();
        assert!((1.0..=10.0).contains(&mood["mean"].as_f64().unwrap()), "{mood}");
        let forecast = &person["forecasts"][0];
        assert_eq!(forecast["points"].as_array().unwrap().len(), 7, "120 days are enough: {forecast}");
        for point in forecast["points"].as_array().unwrap() {
            let [low, value, high] = ["low", "value", "high"].map(|key| point[key].as_f64().unwrap());
            assert!(1.0 <= low && low <= value && value <= high && high <= 10.0, "{point}");
        }
    }
    assert_eq!(
        analyze(&["--user", "SIM-1@example.org"]),
        json!([people[1]]),
        "one alone is analysed as among the others"
    );
    let error = on(data.path(), &["analyze", "--user", "none@example.org"]).failure();
    assert!(error.contains("no account with the address none@example.org"), "{error}");

    // Simulated again it adds nothing; rebuilt from the ledger it is the same.
    simulate();
    assert_eq!(analyze(&[]), everybody);
    let first = on(data.path(), &["rebuild", "--json"]).json();
    assert_eq!((&first["epoch"], &first["refused"]), (&json!(2), &json!(0)));
    assert!(first["observations"].as_u64().unwrap() >= first["events"].as_u64().unwrap());
    assert_eq!(analyze(&[]), everybody);
    let second = on(data.path(), &["rebuild", "--json"]).json();
    assert_eq!(
        (&second["events"], &second["observations"], &second["epoch"]),
        (&first["events"], &first["observations"], &json!(3))
    );
    assert_eq!(analyze(&[]), everybody);
    assert!(
        on(data.path(), &["analyze", "--user", "sim-0@example.org", "--today", "2026-11-01"])
            .success()
            .contains("sim-0@example.org (simulated), as of 2026-11-01")
    );
}

#[tokio::test]
async fn a_folder_that_a_server_holds_is_refused_with_its_process() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let server = Launch::on(data.path()).start();
    let file = input.path().join("events");
    fs::write(&file, mood(fresh_id(), "2026-03-01T08:00:00Z", 5.0).to_string()).unwrap();
    let folder = data.path().to_str().unwrap();
    let commands: [&[&str]; 5] = [
        &["import", "--format", "ndjson", file.to_str().unwrap(), "--data", folder],
        &["analyze", "--data", folder],
        &["rebuild", "--data", folder],
        &["serve", "--listen", "127.0.0.1:0", "--data", folder],
        &["simulate", "--users", "1", "--days", "1", "--seed", "1", "--into", folder],
    ];
    for command in commands {
        let error = eunoia(command).failure();
        assert!(
            error.contains(&format!("is in use by process {};", server.pid())),
            "{command:?}: {error}"
        );
    }
    let person = Person::register(&server.url).await;
    assert!(person.all("/v1/moods").await.is_empty(), "the server is as well as before");
    server.stop();
    on(data.path(), &commands[0][..4]).success();
}
