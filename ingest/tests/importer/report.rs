use eunoia_ingest::importer::{Outcome, Report};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn it_is_json_that_scripts_rely_on() {
    let mut report = Report::default();
    report.count(1, Outcome::Mapped);
    report.count(2, Outcome::Duplicate);
    report.count(3, Outcome::Rejected("why".to_owned()));
    let empty = serde_json::to_value(Report::default()).unwrap();
    assert_eq!(
        empty,
        json!({
            "rows": 0, "mapped": 0, "duplicates": 0, "rejected_total": 0, "rejected": [],
            "merged": 0, "not_taken_total": 0, "not_taken": {}
        })
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["rejected"], json!([{"line": 3, "reason": "why"}]));
    assert_eq!(
        (&json["rows"], &json["mapped"], &json["duplicates"]),
        (&json!(3), &json!(1), &json!(1))
    );

    report.begin_file("b.csv");
    report.ignore_columns(&["soreness_area".to_owned()]);
    report.ignore_columns(&["soreness_area".to_owned(), "x".to_owned()]);
    report.count(2, Outcome::Rejected("other".to_owned()));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["rejected"][1], json!({"file": "b.csv", "line": 2, "reason": "other"}));
    assert_eq!(json["ignored_columns"], json!(["soreness_area", "x"]));
}

#[test]
fn rows_that_give_nothing_of_their_own_are_counted_by_type() {
    let mut report = Report::default();
    report.count(1, Outcome::Mapped);
    report.count(2, Outcome::Merged(3));
    for count in [5, 7] {
        report.count(
            5,
            Outcome::NotTaken {
                what: "HeartRate".to_owned(),
                count,
            },
        );
    }
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        (&json["rows"], &json["merged"], &json["not_taken_total"]),
        (&json!(16), &json!(3), &json!(12))
    );
    assert_eq!(json["not_taken"], json!({"HeartRate": 12}));
    // However many types a file makes up, the report stays small.
    for i in 0..1_000 {
        report.count(
            i,
            Outcome::NotTaken {
                what: format!("made up {i}"),
                count: 1,
            },
        );
    }
    assert_eq!(report.not_taken().len(), Report::TYPES + 1);
    assert_eq!(report.not_taken()[Report::OTHER_TYPES], 1_000 - (Report::TYPES as u64 - 1));
    assert_eq!(report.not_taken().values().sum::<u64>(), report.not_taken_total());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(50) })]

    #[test]
    fn each_row_is_counted_once_and_reasons_are_bounded(outcomes in prop::collection::vec(0..3, 0..4_000)) {
        let mut report = Report::default();
        for (line, outcome) in (1..).zip(&outcomes) {
            report.count(line, match outcome {
                0 => Outcome::Mapped,
                1 => Outcome::Duplicate,
                _ => Outcome::Rejected(line.to_string()),
            });
        }
        prop_assert_eq!(report.rows(), outcomes.len() as u64);
        prop_assert_eq!(report.rows(), report.mapped() + report.duplicates() + report.rejected_total());
        prop_assert_eq!(report.rejected().len() as u64, report.rejected_total().min(Report::TOLD as u64));
    }
}
