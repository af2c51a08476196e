//! `eunoia evaluate`: scores over files, and what is said of files that can't be scored.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{fs, path::PathBuf};

use eunoia_tests::{Finished, eunoia};
use serde_json::Value;
use tempfile::TempDir;

const HEADER: &str = "subject,observed_at,metric,value\n";

/// A folder with files, and the command on them.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// `evaluate forecast`, where an argument that ends in `.csv` is a file of this folder.
    fn forecast(&self, args: &str) -> Finished {
        let args = args.split_whitespace().map(|arg| match arg.strip_suffix(".csv") {
            Some(_) => self.path(arg).to_str().unwrap().to_owned(),
            None => arg.to_owned(),
        });
        eunoia(["evaluate", "forecast"].map(str::to_owned).into_iter().chain(args))
    }
}

/// Daily values of one person from 1 March 2026 on, at nine in the evening.
fn days(subject: &str, values: &[f64]) -> String {
    let rows = (1..).zip(values);
    rows.map(|(day, value)| format!("{subject},2026-03-{day:02}T21:00:00Z,target,{value}\n"))
        .collect()
}

#[track_caller]
fn assert_close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} instead of {expected}"));
    assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
}

#[test]
fn five_days_by_hand() {
    let desk = Desk::new();
    desk.write("data.csv", HEADER.to_owned() + &days("ada", &[1.0, 3.0, 2.0, 6.0, 4.0]));
    let report = desk.forecast("--data data.csv --json").json();
    let keys: Vec<_> = report.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["candidates", "forecasts", "horizon", "shipped", "skill_vs_ewma", "subjects"]);
    assert_eq!(
        (&report["subjects"], &report["forecasts"], &report["horizon"], &report["shipped"]),
        (&1.into(), &1.into(), &1.into(), &"pooled".into())
    );
    // ewma: 1, 1.6, 1.72, 3.004.
    for (name, error) in [("ewma", 0.996), ("last_value", 2.0), ("mean", 1.0)] {
        let scores = &report["candidates"][name];
        assert_close(&scores["mae"], error);
        assert_close(&scores["rmse"], error);
        assert_close(&scores["mase"], error / (7.0 / 3.0));
        assert_eq!((&scores["interval_score"], &scores["coverage"]), (&Value::Null, &Value::Null));
    }
    let shipped = &report["candidates"]["pooled"];
    assert_eq!(report["skill_vs_ewma"], shipped["skill_vs_ewma"]);
    assert!(shipped["mae"].is_number() && shipped["intervals"] == 1, "{shipped}");

    let table = desk.forecast("--data data.csv").success();
    let lines: Vec<_> = table.lines().collect();
    assert!(lines[0].starts_with("1 forecasts of 1 subjects, 1 day ahead"), "{table}");
    assert!(lines[2].starts_with("  ewma               0.9960   0.9960   0.4269 "), "{table}");
    assert!(lines[3].contains("-100.8 %"), "{table}");
    assert_eq!(lines.len(), 10);
    assert!(lines[9].starts_with("  pooled (shipped)   "), "{table}");
}

#[test]
fn a_day_is_the_local_one_and_a_step_can_be_a_row() {
    let desk = Desk::new();
    // Late in the evening in New York and early in the morning in Auckland: the date is the one that is written. The last
    // row's own date is overruled.
    desk.write(
        "data.csv",
        "value,metric,subject,observed_at,local_date\n\
         1,target,ada,2026-03-01T23:30:00-05:00,\n\
         3,target,ada,2026-03-02T00:30:00+13:00,\n\
         5,target,ada,2026-03-03T08:00:00+01:00,\n\
         7,target,ada,2026-03-03 20:00:00,\n\
         6,target,ada,2026-03-04,\n\
         8,target,ada,2026-03-09T08:00:00Z,2026-03-05\n",
    );
    // Days: 1, 3, 6, 6, 8.
    let by_day = desk.forecast("--data data.csv --json --origins days.csv").json();
    assert_close(&by_day["candidates"]["last_value"]["mae"], 2.0);
    assert_close(&by_day["candidates"]["last_value"]["mase"], 2.0 / (5.0 / 3.0));
    assert_eq!(desk.read("days.csv"), "subject,target,horizon\nada,2026-03-05,1\n");
    // Rows: in order of the instant the second comes first.
    let by_row = desk
        .forecast("--data data.csv --json --step observation --horizon 2 --origins rows.csv")
        .json();
    assert_eq!(
        desk.read("rows.csv"),
        "subject,target,horizon\nada,5,1\nada,5,2\nada,6,1\nada,6,2\n"
    );
    // 3, 1, 5, 7, 6, 8: errors of 1, 1, 2 and 1; before that steps of 2, 4 and 2.
    assert_close(&by_row["candidates"]["last_value"]["mae"], 1.25);
    assert_close(&by_row["candidates"]["last_value"]["mase"], 1.25 / (8.0 / 3.0));
}

#[test]
fn the_order_of_rows_and_what_is_not_used_change_nothing() {
    let desk = Desk::new();
    let values = |shift: usize| (0..28).map(|day| ((day * 7 + shift * 5) % 11) as f64).collect::<Vec<_>>();
    let mut rows: Vec<_> = ["ada", "bo", "cy"]
        .iter()
        .enumerate()
        .flat_map(|(i, subject)| days(subject, &values(i)).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    desk.write("data.csv", HEADER.to_owned() + &rows.join("\n"));
    let plain = desk.forecast("--data data.csv --json --horizon 3");
    rows.reverse();
    rows.insert(9, "ada,2026-03-05T08:00:00Z,sleep.hours,7.5".to_owned());
    rows.insert(30, "dee,2026-03-05T08:00:00Z,\"steps, counted\",9000".to_owned());
    rows.insert(31, "bo,2026-03-30T08:00:00Z,target,".to_owned());
    rows.insert(32, "bo,2026-03-30T08:00:00Z,target,NA".to_owned());
    // Later than all that is forecast: before it, she would belong to what is known of people.
    rows.push("eve,2026-12-05T08:00:00Z,target,5".to_owned());
    desk.write("shuffled.csv", "\u{feff}".to_owned() + HEADER + &rows.join("\r\n"));
    let shuffled = desk.forecast("--data shuffled.csv --json --horizon 3");
    for told in [
        "2 rows without a value",
        "2 rows of covariates",
        "1 subjects with too few steps to score one",
    ] {
        assert!(shuffled.err.contains(told), "{}", shuffled.err);
    }
    let report = plain.json();
    assert_eq!(report, shuffled.json());
    let by_horizon = report["candidates"]["mean"]["by_horizon"].as_array().unwrap();
    assert_eq!(by_horizon.iter().map(|at| &at["forecasts"]).collect::<Vec<_>>(), [18, 18, 18]);
    assert_eq!(report["forecasts"], 54);
}

#[test]
fn a_model_of_ones_own_is_scored_on_the_same_targets() {
    let desk = Desk::new();
    let (ada, bo) = ([5.0, 5.0, 6.0, 4.0, 5.0, 6.0, 7.0, 3.0, 5.0, 8.0], [2.0, 3.0, 2.0, 3.0, 4.0]);
    desk.write(
        "data.csv",
        HEADER.to_owned() + &days("ada", &ada) + &days("bo, jr", &bo).replace("bo, jr", "\"bo, jr\""),
    );
    desk.forecast("--data data.csv --origins origins.csv").success();
    let origins = desk.read("origins.csv");
    assert_eq!(
        origins,
        "subject,target,horizon\nada,2026-03-09,1\nada,2026-03-10,1\n\"bo, jr\",2026-03-05,1\n"
    );
    // What ada's second value is missed by is outside of its interval by 2.
    desk.write(
        "yours.csv",
        "subject,target,horizon,value,low,high\n\
         ada,2026-03-09,1,5,4,6\n\
         ada,2026-03-10,1,6,,\n\
         ada,2026-03-08,1,3,2,4\n\
         ada,2026-03-10,2,6,5,6\n\
         zoe,2026-03-10,1,6,5,7\n\
         \"bo, jr\",2026-03-05,1,3,2,3.5\n",
    );
    let run = "--data data.csv --json --predictions yours.csv";
    let finished = desk.forecast(run);
    assert!(
        finished.err.contains("3 predictions of something that is not scored"),
        "{}",
        finished.err
    );
    let report = finished.json();
    let yours = &report["candidates"]["yours"];
    assert_close(&yours["mae"], 1.0);
    // Widths of 2 and 1.5; 4 lies half above 3.5, which costs ten times that.
    assert_eq!(
        (&yours["intervals"], &yours["interval_score"], &yours["coverage"]),
        (&2.into(), &4.25.into(), &0.5.into())
    );
    let better = 1.0 - 1.0 / report["candidates"]["ewma"]["mae"].as_f64().unwrap();
    assert_close(&yours["skill_vs_ewma"]["value"], better);
    assert!(yours["skill_vs_ewma"]["low"].as_f64().unwrap() <= better);
    assert_eq!(report["shipped"], "pooled");

    desk.write(
        "yours.csv",
        "subject,target,horizon,value\nada,2026-03-10,1,7.5\nada,2026-03-10,1,8\n",
    );
    let refused = desk.forecast(run).failure();
    for told in [
        "lacks 2 of the 3",
        "subject ada, target 2026-03-09, horizon 1",
        "subject bo, jr, target 2026-03-05, horizon 1",
    ] {
        assert!(refused.contains(told), "{refused}");
    }
    let partial = desk.forecast(&format!("{run} --partial"));
    for told in [
        "2 forecasts not scored for any candidate",
        "yours.csv, line 3: target is 2026-03-10 at horizon 1, which an earlier row has too",
    ] {
        assert!(partial.err.contains(told), "{}", partial.err);
    }
    let report = partial.json();
    assert_eq!((&report["subjects"], &report["forecasts"]), (&1.into(), &1.into()));
    assert_eq!(
        (&report["candidates"]["yours"]["mae"], &report["candidates"]["last_value"]["mae"]),
        (&0.5.into(), &3.0.into())
    );

    desk.write("yours.csv", "subject,target,horizon,value\nada,2026-03-08,1,7.5\n");
    assert!(
        desk.forecast(&format!("{run} --partial"))
            .failure()
            .contains("nothing to score in ")
    );
}

#[test]
fn missing_predictions_are_named_up_to_three() {
    let desk = Desk::new();
    desk.write("data.csv", HEADER.to_owned() + &days("ada", &[1.0; 28]));
    desk.write("yours.csv", "subject,target,horizon,value\nada,24,1,1\n");
    let refused = desk
        .forecast("--data data.csv --step observation --predictions yours.csv")
        .failure();
    assert!(refused.contains("lacks 5 of the 6 predictions"), "{refused}");
    assert_eq!(refused.matches("subject ada, target ").count(), 3, "{refused}");
    assert!(
        refused.contains("target 23, horizon 1") && refused.contains("target 26, horizon 1"),
        "{refused}"
    );
}

#[test]
fn a_broken_row_is_told_by_line_field_and_value() {
    let desk = Desk::new();
    let good = days("ada", &[1.0, 3.0, 2.0, 6.0, 4.0]);
    let broken = [
        (",2026-03-01,target,5", "subject is nothing, expected something"),
        (
            "ada,yesterday,target,5",
            "observed_at is yesterday, expected a time such as 2026-03-29T08:30:00+02:00",
        ),
        ("ada,2026-02-30,target,5", "observed_at is 2026-02-30, expected"),
        (
            "ada,2026-03-01T08:00:00[Europe/Berlin],target,5",
            "observed_at is 2026-03-01T08:00:00[Europe/Berlin], expected",
        ),
        ("ada,2026-03-01,,5", "metric is nothing, expected something"),
        (
            "ada,2026-03-01,target,high",
            "value is high, expected a number from -1000000000 to 1000000000",
        ),
        ("ada,2026-03-01,target,inf", "value is inf, expected a number"),
        ("ada,2026-03-01,sleep.hours,1e10", "value is 1e10, expected a number"),
        (
            "ada,2026-03-01,target",
            "the row is 3 fields long, expected 4 fields, as in the header",
        ),
        ("\"ada,2026-03-01,target,5", "the row is 1 fields long"),
    ];
    for (row, told) in broken {
        desk.write("data.csv", format!("{HEADER}{good}{row}\n"));
        let stopped = desk.forecast("--data data.csv --most-broken 0").failure();
        assert!(
            stopped.contains("data.csv has more than 0 broken rows") && stopped.contains("data.csv, line 7: "),
            "{stopped}"
        );
        assert!(stopped.contains(told), "{row}: {stopped}");
        let passed = desk.forecast("--data data.csv --json");
        assert!(passed.err.contains(told), "{row}: {}", passed.err);
        assert_close(&passed.json()["candidates"]["mean"]["mae"], 1.0);
    }
    desk.write("data.csv", format!("{HEADER}{good}{}", "ada,,target,5\n".repeat(11)));
    let stopped = desk.forecast("--data data.csv").failure();
    assert!(stopped.contains("more than 10 broken rows"), "{stopped}");
    assert_eq!(stopped.matches("observed_at is nothing").count(), 10);
    desk.forecast("--data data.csv --most-broken 11").success();

    desk.write("data.csv", format!("{HEADER}{good}"));
    for (row, told) in [
        ("ada,2026-03-05,0,1,,", "horizon is 0, expected a whole number from 1"),
        ("ada,2026-03-05,1.5,1,,", "horizon is 1.5, expected"),
        ("ada,5,1,1,,", "target is 5, expected a date such as 2026-03-29"),
        ("ada,2026-03-05,1,,,", "value is nothing, expected something"),
        (
            "ada,2026-03-05,1,1,0,",
            "high is nothing, expected a number, since there is a `low`",
        ),
        ("ada,2026-03-05,1,1,2,1", "low is 2, expected at most `high`, which is 1"),
    ] {
        desk.write("yours.csv", format!("subject,target,horizon,value,low,high\n{row}\n"));
        let refused = desk.forecast("--data data.csv --predictions yours.csv --most-broken 0").failure();
        assert!(
            refused.contains("yours.csv, line 2: ") && refused.contains(told),
            "{row}: {refused}"
        );
    }
}

#[test]
fn rubbish_is_refused_in_words() {
    let desk = Desk::new();
    let files: [(&[u8], &str); 9] = [
        (
            b"",
            "line 1: the header is , expected the columns subject,observed_at,metric,value[,local_date]",
        ),
        (b"subject,observed_at,metric,value\n", "no row of the metric `target` with a value"),
        (
            b"subject,observed_at,metric\nada,2026-03-01,target\n",
            "the header is subject,observed_at,metric, expected",
        ),
        (
            b"subject,observed_at,metric,value,mood\n",
            "the header is subject,observed_at,metric,value,mood, expected",
        ),
        (
            b"subject,observed_at,metric,value,value\n",
            "the header is subject,observed_at,metric,value,value, expected",
        ),
        (
            b"subject;observed_at;metric;value\nada;2026-03-01;target;5\n",
            "the header is subject;observed_at;metric;value, expected",
        ),
        (
            b"subject,observed_at,metric,value\nada,2026-03-01,target,5\n",
            "none of its 1 subjects has values at two steps",
        ),
        (b"\x00\xff\xfe\n\x00", "the header is"),
        (
            b"subject,observed_at,metric,value\nada,-009999-01-03,target,5\nada,9999-12-30,target,5\n\xff,2026-03-01,target,5\n",
            "subject is \u{fffd}, expected text in UTF-8",
        ),
    ];
    for (content, told) in files {
        desk.write("data.csv", content);
        let refused = desk.forecast("--data data.csv --horizon 28 --most-broken 0").failure();
        assert!(refused.contains(told), "{}: {refused}", String::from_utf8_lossy(content));
    }
    // The first and the last date there are, with a day between them to score.
    desk.write(
        "data.csv",
        format!("{HEADER}ada,-009999-01-03,target,5\nada,2026-03-01,target,4\nada,9999-12-30,target,6\n"),
    );
    assert_eq!(
        desk.forecast("--data data.csv --json").json()["candidates"]["last_value"]["mae"],
        2.0
    );

    assert!(desk.forecast("--data none.csv").failure().contains("can't read"));
    let folder = desk.0.path().to_str().unwrap().to_owned();
    assert!(eunoia(["evaluate", "forecast", "--data", &folder]).failure().contains("can't read"));
    desk.write("data.csv", HEADER.to_owned() + &days("ada", &[1.0, 3.0, 2.0, 6.0, 4.0]));
    assert!(
        desk.forecast("--data data.csv --origins no/such/folder.csv")
            .failure()
            .contains("can't write")
    );
    let data = desk.read("data.csv");
    assert!(
        desk.forecast("--data data.csv --origins data.csv")
            .failure()
            .contains("not written over")
    );
    assert_eq!(desk.read("data.csv"), data);
    for wrong in ["--horizon 0", "--horizon 29", "--step week", "--partial"] {
        assert_eq!(desk.forecast(&format!("--data data.csv {wrong}")).code, Some(2), "{wrong}");
    }
}

/// Thirty people over forty days, each round a level of their own, so that the mean is better than what follows the days.
fn noise() -> String {
    let rows = (0..30_u32).map(|person| {
        let values: Vec<f64> = (0..28_u32)
            .map(|day| f64::from(person % 5) + f64::from((day * 7_919 + person * 104_729 + day * day * 31) % 101) / 25.0)
            .collect();
        days(&format!("p{person}"), &values)
    });
    rows.collect()
}

#[test]
fn candidates_can_be_left_out_but_for_the_two_that_are_compared() {
    let desk = Desk::new();
    desk.write("data.csv", HEADER.to_owned() + &noise());
    let report = desk
        .forecast("--data data.csv --json --without last_value,mean,weekday,ets,mstl,elastic_net")
        .json();
    let names: Vec<_> = report["candidates"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["ewma", "pooled"]);
    let own = &report["candidates"]["pooled"];
    assert!(own["mae"].as_f64() < report["candidates"]["ewma"]["mae"].as_f64(), "{report}");
    assert_eq!(own["intervals"], own["forecasts"], "every forecast has an interval");
    let by_person = &own["coverage_by_person"];
    assert!(by_person["subjects"] == 30 && by_person["tenth_percentile"].as_f64() <= own["coverage"].as_f64());
    for wrong in ["--without ewma", "--without pooled", "--without arima"] {
        assert_eq!(desk.forecast(&format!("--data data.csv {wrong}")).code, Some(2), "{wrong}");
    }
}

#[test]
fn weights_are_learnt_and_used() {
    let desk = Desk::new();
    desk.write("data.csv", HEADER.to_owned() + &noise());
    let data = desk.path("data.csv").to_str().unwrap().to_owned();
    let learnt = eunoia([
        "evaluate", "weights", "--days", &data, "--rows", &data, "--name", "noise", "--origin", "made up",
    ]);
    let weights = learnt.json();
    assert_eq!((&weights["name"], &weights["origin"]), (&"noise".into(), &"made up".into()));
    assert!(weights["day"].as_array().is_some_and(|reaches| !reaches.is_empty()));
    desk.write("weights.json", weights.to_string());
    let file = desk.path("weights.json").to_str().unwrap().to_owned();
    let run = "--data data.csv --json --without ets,mstl,elastic_net";
    let (plain, own) = (desk.forecast(run).json(), desk.forecast(&format!("{run} --weights {file}")).json());
    assert_ne!(plain["candidates"]["pooled"], own["candidates"]["pooled"]);
    assert_eq!(plain["candidates"]["mean"], own["candidates"]["mean"]);

    desk.write("weights.json", "{}");
    let refused = desk.forecast(&format!("{run} --weights {file}")).failure();
    assert!(refused.contains("weights.json has no weights"), "{refused}");
    let refused = desk.forecast(&format!("{run} --weights {file}x")).failure();
    assert!(refused.contains("can't read"), "{refused}");
}
