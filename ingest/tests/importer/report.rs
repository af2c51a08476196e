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
        json!({"rows": 0, "mapped": 0, "duplicates": 0, "rejected_total": 0, "rejected": []})
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
