//! The files of sixteen people (PMData). They aren't part of the repository: they are looked for in `EUNOIA_DATA_DIR` or
//! in `../shared/data` beside it, and where they are absent the tests say so. Only counts are printed.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use eunoia_domain::{Entry, EntryKind};
use eunoia_ingest::importer::{Format, Mapping, Report};

use crate::{Recorded, import};

fn people() -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("EUNOIA_DATA_DIR")
        .map_or_else(beside, PathBuf::from)
        .join("wearable/pmdata");
    let people: Vec<PathBuf> = (1..=16)
        .map(|n| root.join(format!("p{n:02}")))
        .filter(|person| person.is_dir())
        .collect();
    if people.is_empty() {
        println!("skipped: {} is absent", root.display());
    }
    people
}

fn told(person: &Path, report: &Report) {
    let reasons = report.rejected().iter().map(|rejected| rejected.line).collect::<Vec<_>>();
    let name = person.file_name().unwrap_or_default().to_string_lossy();
    println!(
        "{name}: rows {} mapped {} duplicates {} rejected {} {reasons:?}",
        report.rows(),
        report.mapped(),
        report.duplicates(),
        report.rejected_total()
    );
}

#[test]
fn every_night_is_accounted_for() {
    for person in people() {
        let file = person.join("fitbit/sleep.json");
        let nights: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let mut logs: Vec<u64> = nights.iter().map(|night| night["logId"].as_u64().unwrap()).collect();
        logs.sort_unstable();
        logs.dedup();
        let mut recorded = Recorded::default();
        let report = import(&mut recorded, Format::Fitbit, &file, None);
        told(&person, &report);
        assert_eq!(report.rows(), nights.len() as u64);
        assert_eq!((report.mapped(), report.rejected_total()), (logs.len() as u64, 0));
        // Fitbit's own date of each night is ours.
        let mut ours: Vec<String> = recorded.0.values().map(|event| event.moment.local_date().to_string()).collect();
        let dates: BTreeMap<u64, &str> = nights
            .iter()
            .map(|n| (n["logId"].as_u64().unwrap(), n["dateOfSleep"].as_str().unwrap()))
            .collect();
        let mut theirs: Vec<&str> = dates.into_values().collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs);
        let again = import(&mut recorded, Format::Fitbit, &file, None);
        assert_eq!((again.mapped(), again.duplicates()), (0, report.rows()));
    }
}

#[test]
fn every_daily_report_is_accounted_for() {
    let mapping: Mapping = include_str!("../../mappings/pmdata-wellness.toml").parse().unwrap();
    for person in people() {
        let file = person.join("pmsys/wellness.csv");
        let text = std::fs::read_to_string(&file).unwrap();
        let (header, lines) = text.split_once('\n').unwrap();
        let mood = header.split(',').position(|name| name == "mood").unwrap();
        // The only quoted column comes after mood, so that a plain split finds it.
        let moods = lines
            .lines()
            .filter(|line| !["", "0"].contains(&line.split(',').nth(mood).unwrap_or_default()));
        let mut recorded = Recorded::default();
        let report = import(&mut recorded, Format::Csv, &file, Some(&mapping));
        told(&person, &report);
        assert_eq!(report.rows(), lines.lines().count() as u64);
        assert_eq!((report.duplicates(), report.rejected_total()), (0, 0));
        assert_eq!(report.ignored_columns(), ["soreness_area"]);
        let recorded_moods = recorded.0.values().filter(|event| event.entry.kind() == EntryKind::Mood).count();
        assert_eq!(recorded_moods, moods.count());
        for event in recorded.0.values() {
            if let Entry::Context(measure) = &event.entry {
                let bound = if measure.name() == "reported sleep hours" { 24.0 } else { 10.0 };
                assert!((0.0..=bound).contains(&measure.value()));
            }
        }
        let again = import(&mut recorded, Format::Csv, &file, Some(&mapping));
        assert_eq!((again.mapped(), again.duplicates()), (0, report.rows()));
    }
}
