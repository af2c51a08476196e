//! Scoring against the totals that three published sets of answers carry. The sets aren't part of the repository: they
//! are looked for in `EUNOIA_DATA_DIR` or in `../shared/data` beside it, and where they are absent the test says so.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use eunoia_domain::{Assessment, AssessmentDraft, Instrument};

fn data() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var_os("EUNOIA_DATA_DIR").map_or_else(beside, PathBuf::from)
}

/// Compares our total of each row with the set's own, and returns how many rows were compared.
fn compare(file: &Path, instrument: Instrument, items: &[String], total: &str) -> usize {
    let mut table = csv::Reader::from_path(file).unwrap();
    let header = table.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let items: Vec<usize> = items.iter().map(|name| column(name)).collect();
    let total = column(total);
    let mut compared = 0;
    for (i, record) in table.records().enumerate() {
        let record = record.unwrap();
        let number = |at: usize| record[at].parse::<f64>().ok();
        let whole = |at: usize| number(at).filter(|v| v.fract() == 0.0).map(|v| v as i64);
        let answers: Vec<Option<i64>> = items.iter().map(|at| whole(*at)).collect();
        let claimed = number(total);
        assert!(claimed.is_some() && answers.iter().all(Option::is_some), "row {i} is not complete");
        let draft = AssessmentDraft {
            instrument,
            answers,
            screener: None,
            difficulty: None,
            total: claimed,
        };
        let scored = Assessment::try_from(draft)
            .unwrap_or_else(|e| panic!("row {i}: {}", e.field))
            .score();
        assert_eq!(scored.total.map(f64::from), claimed, "row {i}");
        assert!(scored.band.is_some() && !scored.prorated);
        compared += 1;
    }
    compared
}

#[test]
fn our_totals_are_those_of_the_sets() {
    let root = data().join("assessments");
    if !root.is_dir() {
        println!("skipped: {} is absent", root.display());
        return;
    }
    let names = |range: std::ops::RangeInclusive<u32>, name: fn(u32) -> String| range.map(name).collect::<Vec<_>>();
    let nhanes = compare(
        &root.join("nhanes_2021_2023/nhanes_data_merged.csv"),
        Instrument::Phq9,
        &names(1..=9, |i| format!("DPQ{:03}", i * 10)),
        "phq9_score",
    );
    let chiu = compare(
        &root.join("phq9_chiu/PHQ9_data.csv"),
        Instrument::Phq9,
        &names(1..=9, |i| format!("Item{i}_num")),
        "SumScore",
    );
    let gaming = compare(
        &root.join("gad7_gaming/gaming_gad7_swls_spin_DERIVED.csv"),
        Instrument::Gad7,
        &names(1..=7, |i| format!("GAD{i}")),
        "GAD_T",
    );
    println!("rows compared: {nhanes} PHQ-9 (NHANES 2021-2023), {chiu} PHQ-9 (Chiu), {gaming} GAD-7 (Gaming)");
    assert!(nhanes > 5_000 && chiu > 2_000 && gaming > 8_000);
}
