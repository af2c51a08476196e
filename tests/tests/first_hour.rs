//! A newcomer's first hour, on a fresh folder of the real product: sign up, import a Daylio file, see a chart, record a PHQ-9,
//! export to Parquet, and read it with polars. In a real browser, as a person does it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::{fmt::Write, fs, process::Command};

use eunoia_tests::{Launch, browser, python};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// A diary of `days` days up to yesterday as Daylio writes it, newest first, and the sum of its moods on our scale.
fn diary(days: i64) -> (String, f64) {
    // Awful to rad on the scale from 1 to 10.
    const MOODS: [(&str, f64); 5] = [("awful", 1.0), ("bad", 3.25), ("meh", 5.5), ("good", 7.75), ("rad", 10.0)];
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let today = Timestamp::now().to_zoned(TimeZone::get("Europe/Berlin").unwrap()).date();
    let mut file = "full_date,date,weekday,time,mood,activities,note_title,note\n".to_owned();
    let mut sum = 0.0;
    for back in 1..=days {
        let date = today.checked_sub(back.days()).unwrap();
        let (mood, score) = MOODS[((back * 7 + back / 3) % 5) as usize];
        sum += score;
        writeln!(
            file,
            "{date},{},{},8:1{} pm,{mood},walking | reading,,\"a day, like others\"",
            date.strftime("%B %-d"),
            date.strftime("%A"),
            back % 10
        )
        .unwrap();
    }
    (file, sum)
}

#[test]
fn a_newcomers_first_hour() {
    let Some(chromium) = browser() else { return };
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (diary, sum) = diary(60);
    fs::write(folder.path().join("daylio.csv"), diary).unwrap();
    let server = Launch::on(data.path()).start();
    let output = Command::new("node")
        .arg("api/dashboard/tests/first_hour.mjs")
        .arg(&server.url)
        .arg(folder.path().join("daylio.csv"))
        .arg(folder.path())
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env("CHROMIUM", chromium)
        .output()
        .expect("node starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{out}");
    assert!(output.status.success(), "{}: {out}{err}", output.status);
    assert_eq!(out.lines().filter(|line| line.starts_with("ok ")).count(), 5, "{out}");
    assert!(out.contains("60 rows of a diary came in"), "{out}");

    let read = "import polars as pl\nd = pl.read_parquet('daily.parquet')\n\
        m = d.filter(pl.col('metric') == 'mood.score')\np = d.filter(pl.col('metric') == 'phq9.total')\n\
        print(m.height, round(m['value'].sum(), 6), p['value'].to_list())";
    let Some(numbers) = python(folder.path(), read) else { return };
    assert_eq!(numbers.trim(), format!("60 {sum:.1} [8.0]"));
    server.stop();
}
