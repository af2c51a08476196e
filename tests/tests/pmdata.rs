//! Sixteen real people end to end: PMData's self-reports and sleep logs (Thambawita et al. 2020), from the files to levels,
//! forecasts and the dashboard.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{collections::BTreeMap, fs, path::Path};

use eunoia_tests::{Launch, Person, eunoia, fresh_id, shared_data};
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

const ZONE: &str = "Europe/Oslo";

fn import(data: &Path, user: &str, more: &[&str], file: &Path) -> [u64; 4] {
    let common = ["import", "--json", "--data", data.to_str().unwrap(), "--user", user, "--zone", ZONE];
    let report = eunoia(common.iter().chain(more).copied().chain([file.to_str().unwrap()])).json();
    let counts = ["rows", "mapped", "duplicates", "rejected_total"].map(|key| report[key].as_u64().unwrap());
    assert_eq!(counts[0], counts[1] + counts[2] + counts[3], "every row is accounted for: {report}");
    counts
}

fn metric<'a>(analyses: &'a Value, list: &str, metric: &str) -> Option<&'a Value> {
    analyses[list].as_array().unwrap().iter().find(|found| found["metric"] == metric)
}

/// Gives `new` what `old` recorded, moved by whole days, and looks whether the dashboard shows it as it is.
async fn now_is_then(old: &Person, new: &Person) {
    let (moods, nights) = (old.all("/v1/moods").await, old.all("/v1/sleep").await);
    let time = |value: &Value| value.as_str().unwrap().parse::<Timestamp>().unwrap();
    let last = moods.iter().chain(&nights).map(|entry| time(&entry["at"])).max().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let days = Timestamp::now().duration_since(last).as_hours() / 24;
    let moved = |value: &Value| json!(time(value) + SignedDuration::from_hours(24 * days));
    let mut lines = String::new();
    for entry in moods.iter().chain(&nights) {
        let mut event = json!({ "id": fresh_id(), "kind": entry["kind"], "at": moved(&entry["at"]), "data": entry["data"] });
        if entry["kind"] == "sleep" {
            event["data"]["start"] = moved(&entry["data"]["start"]);
            event["data"]["end"] = event["at"].clone();
        }
        lines += &format!("{event}\n");
    }
    // And a nap on the last day, for hours of sleep to add up.
    let nap = |minutes: i64| json!(time(&moved(&nights[0]["at"])) + SignedDuration::from_mins(minutes));
    let data = json!({ "start": nap(90), "end": nap(120), "asleep_minutes": 25 });
    lines += &json!({ "id": fresh_id(), "kind": "sleep", "data": data }).to_string();
    let answer = new.stream(lines).await;
    assert_eq!(answer.last().unwrap()["summary"]["recorded"], moods.len() + nights.len() + 1);

    let (mut mood, mut sleep): (BTreeMap<String, Vec<f64>>, BTreeMap<String, Vec<f64>>) = Default::default();
    let date = |entry: &Value| entry["local_date"].as_str().unwrap().to_owned();
    for entry in new.all("/v1/moods").await {
        mood.entry(date(&entry)).or_default().push(entry["data"]["score"].as_f64().unwrap());
    }
    for entry in new.all("/v1/sleep").await {
        sleep
            .entry(date(&entry))
            .or_default()
            .push(entry["data"]["asleep_minutes"].as_f64().unwrap() / 60.0);
    }
    let (status, dashboard) = new.get("/v1/dashboard?days=366").await;
    assert_eq!(status, StatusCode::OK, "{dashboard}");
    let shown = dashboard["days"].as_array().unwrap();
    assert_eq!(shown.len(), 366);
    for day in shown {
        let date = day["date"].as_str().unwrap();
        // Observations are kept in millionths, and a day has a few.
        let same = |shown: &Value, expected: Option<f64>| match expected {
            None => shown.is_null(),
            Some(expected) => (shown.as_f64().unwrap() - expected).abs() < 1e-5,
        };
        let mean = mood.get(date).map(|scores| scores.iter().sum::<f64>() / scores.len() as f64);
        assert!(same(&day["mood"], mean), "{day}, and the entries give {mean:?}");
        let sum = sleep.get(date).map(|hours| hours.iter().sum::<f64>());
        assert!(same(&day["sleep_hours"], sum), "{day}, and the entries give {sum:?}");
    }
    let count = |key: &str| shown.iter().filter(|day| day[key].is_number()).count();
    println!(
        "the dashboard shows {} days with a mood, {} with sleep",
        count("mood"),
        count("sleep_hours")
    );
    assert_eq!((count("mood"), count("sleep_hours")), (mood.len(), sleep.len()));
    assert!(count("mood") > 100 && count("sleep_hours") > 100);
    assert!(dashboard["forecast"]["abstained"].is_null(), "{}", dashboard["forecast"]);
    assert!(
        dashboard["insights"]
            .as_array()
            .unwrap()
            .iter()
            .any(|insight| insight["abstained"].is_null()),
        "{}",
        dashboard["insights"]
    );
}

#[tokio::test]
async fn sixteen_people_from_their_files_to_the_dashboard() {
    let Some(shared) = shared_data() else { return };
    let set = shared.join("wearable/pmdata");
    if !set.is_dir() {
        println!("skipped: no {}", set.display());
        return;
    }
    let data = TempDir::new().unwrap();
    // Somebody with a password, to look at the dashboard later; the import makes the other accounts.
    let server = Launch::on(data.path()).start();
    let first = Person::register_in(&server.url, ZONE).await;
    server.stop();
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/mappings/pmdata-wellness.toml");
    let wellness_is = ["--format", "csv", "--mapping", mapping.to_str().unwrap()];
    let mut people: Vec<_> = fs::read_dir(&set)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    people.sort();
    assert_eq!(people.len(), 16);
    let (mut reports, mut nights) = ([0; 4], [0; 4]);
    let mut users = Vec::new();
    for (number, folder) in people.iter().enumerate() {
        let user = if number == 0 {
            first.email.clone()
        } else {
            format!("{}@example.org", folder.file_name().unwrap().to_string_lossy())
        };
        let wellness = import(data.path(), &user, &wellness_is, &folder.join("pmsys/wellness.csv"));
        let sleep = import(data.path(), &user, &["--format", "fitbit"], &folder.join("fitbit/sleep.json"));
        for (sums, counts) in [(&mut reports, wellness), (&mut nights, sleep)] {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        users.push((user, wellness[1], sleep[1]));
    }
    assert_eq!(reports, [1_747, 1_747, 0, 0], "wellness: rows, mapped, duplicates, rejected");
    assert_eq!(nights, [2_064, 2_001, 63, 0], "sleep: rows, mapped, duplicates, rejected");
    let again = import(data.path(), &users[1].0, &wellness_is, &people[1].join("pmsys/wellness.csv"));
    assert_eq!((again[1], again[2]), (0, users[1].1), "importing twice adds nothing");

    let analyses = eunoia([
        "analyze",
        "--json",
        "--today",
        "2020-03-31",
        "--data",
        data.path().to_str().unwrap(),
    ])
    .json();
    let analyses = analyses.as_array().unwrap();
    assert_eq!(analyses.len(), 16);
    let mut forecast = 0;
    for (analysis, (user, moods, nights)) in analyses.iter().zip(&users) {
        assert_eq!((&analysis["user"], &analysis["synthetic"]), (&json!(user), &json!(false)));
        let mood = metric(analysis, "levels", "mood.score").unwrap_or_else(|| panic!("{user} has no level of mood"));
        let days = mood["days"].as_u64().unwrap();
        assert!(days > 0 && days <= *moods, "{user}: {days} days of {moods} reports");
        assert!((1.0..=10.0).contains(&mood["mean"].as_f64().unwrap()), "{mood}");
        match metric(analysis, "levels", "sleep.hours") {
            Some(sleep) => assert!((3.0..=12.0).contains(&sleep["mean"].as_f64().unwrap()), "{user}: {sleep}"),
            None => assert_eq!(*nights, 0, "{user} has nights and no level of sleep"),
        }
        let next = metric(analysis, "forecasts", "mood.score").unwrap();
        let points = next["points"].as_array().unwrap();
        match &next["abstained"] {
            Value::Null => {
                forecast += 1;
                assert_eq!(points.len(), 7, "{user}: {next}");
                for point in points {
                    let [low, value, high] = ["low", "value", "high"].map(|key| point[key].as_f64().unwrap());
                    assert!(1.0 <= low && low <= value && value <= high && high <= 10.0, "{user}: {point}");
                }
            }
            abstained => {
                assert!(points.is_empty(), "{user}: {next}");
                assert!(
                    abstained["reason"].as_str().is_some_and(|reason| !reason.is_empty()),
                    "{user}: {next}"
                );
            }
        }
    }
    println!("{forecast} of 16 get a forecast");
    assert!(forecast >= 8, "months of daily moods are enough for most of them: {forecast}");

    let server = Launch::on(data.path()).start();
    let person = Person::log_in(&server.url, &first.email).await;
    assert_eq!(
        person.all("/v1/moods").await.len() as u64,
        users[0].1,
        "each report of the first person has a mood"
    );
    assert_eq!(person.all("/v1/sleep").await.len() as u64, users[0].2);
    let (_, dashboard) = person.get("/v1/dashboard?days=366").await;
    assert_eq!(
        dashboard["forecast"]["abstained"]["code"], "stale",
        "nothing is forecast from years ago: {dashboard}"
    );
    // The dashboard looks back a year from today. The same history, moved to end yesterday, is somebody's who uses it now.
    now_is_then(&person, &Person::register(&server.url).await).await;
    server.stop();
}
