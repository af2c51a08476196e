//! An import of Apple Health's export.xml by the release binary, beside a bare parse of the same file by the same parser.
//!
//! The file is made up: mostly heart rates, energy and steps, which a phone and a watch count at the same time; nights in
//! stages beside the phone's time in bed; workouts and metadata. Two gigabytes are what fourteen years of a watch give.

use std::{
    env, fs,
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use clap::Args;
use eunoia_tests::binary;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

use crate::{
    report::{median, table, whole},
    stage,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Size of the file in megabytes.
    #[arg(long, default_value_t = 2_000)]
    megabytes: u64,
    /// How often each is measured, in turn; the median is told.
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

pub fn run(options: &Options) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.xml");
    let days = write(&file, options.megabytes * 1_000_000);
    let bytes = fs::metadata(&file).unwrap().len();
    let (mut bare, mut imported, mut peak, mut report) = (Vec::new(), Vec::new(), 0, Value::Null);
    for run in 0..options.runs.max(1) {
        bare.push(parse(&file));
        let import = import(&file, &folder.path().join(format!("data{run}")));
        imported.push(import.seconds);
        peak = peak.max(import.peak_kib);
        report = import.report;
    }
    let rate = |seconds: Vec<f64>| bytes as f64 / 1e6 / median(seconds);
    let (bare, imported) = (rate(bare), rate(imported));
    let ratio = imported / bare;
    let rows = [
        vec!["bare quick-xml".to_owned(), whole(bare), String::new(), String::new()],
        vec![
            "eunoia import, start to end".to_owned(),
            whole(imported),
            format!("{ratio:.2}"),
            format!("{} MiB", peak / 1_024),
        ],
    ];
    let title = format!(
        "An export.xml of {} MB, {days} days, {} rows, {} of them mapped",
        bytes / 1_000_000,
        report["rows"],
        report["mapped"]
    );
    table(&title, &["", "MB/s", "of bare", "peak memory"], &rows);
    json!({
        "bytes": bytes, "days": days, "rows": report["rows"], "mapped": report["mapped"], "merged": report["merged"],
        "bare_mb_per_s": bare, "import_mb_per_s": imported, "ratio": ratio, "import_peak_kib": peak
    })
}

/// Seconds of reading every event of the file and doing nothing with it.
fn parse(file: &Path) -> f64 {
    let began = Instant::now();
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 * 1024, File::open(file).unwrap()));
    let (mut buffer, mut elements) = (Vec::new(), 0_u64);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).unwrap() {
            Event::Eof => break,
            Event::Start(_) | Event::Empty(_) => elements += 1,
            _ => {}
        }
    }
    assert!(elements > 0);
    began.elapsed().as_secs_f64()
}

struct Imported {
    seconds: f64,
    peak_kib: u64,
    report: Value,
}

/// Imports into a folder of its own, and watches how much memory the process takes.
fn import(file: &Path, data: &Path) -> Imported {
    let mut command = Command::new(binary());
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("EUNOIA_") && name != "EUNOIA_NATIVE_DIR") {
        command.env_remove(name);
    }
    command.args(["import", "--json", "--format", "apple-health", "--zone", "Europe/Oslo", "--data"]);
    let began = Instant::now();
    let mut child = command
        .arg(data)
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak_kib = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        peak_kib = peak_kib.max(peak(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    };
    let seconds = began.elapsed().as_secs_f64();
    assert!(status.success(), "{status}");
    let report: Value = serde_json::from_reader(child.stdout.take().unwrap()).unwrap();
    assert_eq!(report["rejected_total"], 0, "{report}");
    Imported { seconds, peak_kib, report }
}

/// The most memory that a process has had resident, in KiB.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Writes an export of about that size; gives how many days it has.
fn write(file: &Path, bytes: u64) -> usize {
    let today = stage::now().to_zoned(TimeZone::UTC).date();
    let mut one_day = Vec::new();
    KINDS.iter().for_each(|kind| kind(&mut one_day, &date(today, 1), 1));
    let days = (bytes as usize / one_day.len()).max(1);
    let dates: Vec<String> = (1..=days).rev().map(|back| date(today, back)).collect();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file).unwrap());
    out.write_all(HEAD.as_bytes()).unwrap();
    writeln!(out, " <ExportDate value=\"{today} 12:00:00 +0000\"/>").unwrap();
    // One type after another, each over all the years, as Apple writes them.
    for kind in KINDS {
        let mut chunk = Vec::with_capacity(1 << 20);
        for (seed, day) in dates.iter().enumerate() {
            chunk.clear();
            kind(&mut chunk, day, seed as u64);
            out.write_all(&chunk).unwrap();
        }
    }
    out.write_all(b"</HealthData>\n").unwrap();
    out.flush().unwrap();
    days
}

fn date(today: Date, back: usize) -> String {
    (today - (back as i64).days()).to_string()
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>\n]>\n<HealthData locale=\"en_NO\">\n";
const WATCH: &str = "sourceName=\"Somebody’s Apple&#xA0;Watch\" sourceVersion=\"10.1\" device=\"&lt;&lt;HKDevice: 0x30298c0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,1, software:10.1&gt;\"";
const PHONE: &str = "sourceName=\"Somebody’s iPhone\" sourceVersion=\"17.1\" device=\"&lt;&lt;HKDevice: 0x30298d0&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone14,5, software:17.1&gt;\"";

/// Writes a day's records of one type.
type Kind = fn(&mut Vec<u8>, &str, u64);

const KINDS: [Kind; 6] = [heart_rates, steps, energy, resting_rates, sleep, workouts];

/// A number that looks like chance, the same each time.
fn chance(seed: u64, i: u64, below: u64) -> u64 {
    let mixed = (seed ^ (i << 20)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) % below
}

fn clock(second: u64) -> String {
    format!("{:02}:{:02}:{:02} +0000", second / 3_600, second / 60 % 60, second % 60)
}

fn heart_rates(out: &mut Vec<u8>, day: &str, seed: u64) {
    for i in 0..360 {
        let (at, value) = (clock(i * 240 + chance(seed, i, 200)), 48 + chance(seed, i + 999, 90));
        writeln!(
            out,
            " <Record type=\"HKQuantityTypeIdentifierHeartRate\" {WATCH} unit=\"count/min\" creationDate=\"{day} {at}\" startDate=\"{day} {at}\" endDate=\"{day} {at}\" value=\"{value}\">\n  <MetadataEntry key=\"HKMetadataKeyHeartRateMotionContext\" value=\"1\"/>\n </Record>"
        )
        .unwrap();
    }
}

fn steps(out: &mut Vec<u8>, day: &str, seed: u64) {
    for i in 0..180 {
        let begins = 21_600 + i * 300;
        let (from, until, value) = (
            clock(begins),
            clock(begins + 60 + chance(seed, i, 200)),
            5 + chance(seed, i + 77, 300),
        );
        let source = if i % 3 == 0 { PHONE } else { WATCH };
        writeln!(
            out,
            " <Record type=\"HKQuantityTypeIdentifierStepCount\" {source} unit=\"count\" creationDate=\"{day} {until}\" startDate=\"{day} {from}\" endDate=\"{day} {until}\" value=\"{value}\"/>"
        )
        .unwrap();
    }
}

fn energy(out: &mut Vec<u8>, day: &str, seed: u64) {
    for i in 0..420 {
        let (from, until) = (clock(i * 200), clock(i * 200 + 100));
        let value = chance(seed, i, 3_000);
        writeln!(
            out,
            " <Record type=\"HKQuantityTypeIdentifierActiveEnergyBurned\" {WATCH} unit=\"kcal\" creationDate=\"{day} {until}\" startDate=\"{day} {from}\" endDate=\"{day} {until}\" value=\"0.{value}\"/>"
        )
        .unwrap();
    }
}

fn resting_rates(out: &mut Vec<u8>, day: &str, seed: u64) {
    let value = 50 + chance(seed, 3, 15);
    writeln!(
        out,
        " <Record type=\"HKQuantityTypeIdentifierRestingHeartRate\" {WATCH} unit=\"count/min\" creationDate=\"{day} 23:50:00 +0000\" startDate=\"{day} 00:04:00 +0000\" endDate=\"{day} 23:50:00 +0000\" value=\"{value}\"/>"
    )
    .unwrap();
}

fn sleep(out: &mut Vec<u8>, day: &str, seed: u64) {
    let mut part = |source: &str, from: u64, until: u64, value: &str| {
        let (from, until) = (clock(from), clock(until));
        writeln!(
            out,
            " <Record type=\"HKCategoryTypeIdentifierSleepAnalysis\" {source} creationDate=\"{day} 08:00:00 +0000\" startDate=\"{day} {from}\" endDate=\"{day} {until}\" value=\"HKCategoryValueSleepAnalysis{value}\">\n  <MetadataEntry key=\"HKTimeZone\" value=\"Europe/Oslo\"/>\n </Record>"
        )
        .unwrap();
    };
    part(PHONE, 300, 25_500, "InBed");
    let mut at = 600;
    for i in 0..30 {
        let until = at + 300 + chance(seed, i, 900);
        part(
            WATCH,
            at,
            until,
            ["AsleepCore", "AsleepDeep", "AsleepCore", "AsleepREM", "Awake"][i as usize % 5],
        );
        at = until;
    }
}

fn workouts(out: &mut Vec<u8>, day: &str, seed: u64) {
    let minutes = 20 + chance(seed, 1, 60);
    writeln!(
        out,
        " <Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"{minutes}\" durationUnit=\"min\" {WATCH} creationDate=\"{day} 18:30:00 +0000\" startDate=\"{day} 17:00:00 +0000\" endDate=\"{day} 18:30:00 +0000\">\n  <MetadataEntry key=\"HKIndoorWorkout\" value=\"0\"/>\n  <WorkoutStatistics type=\"HKQuantityTypeIdentifierActiveEnergyBurned\" sum=\"310\" unit=\"kcal\"/>\n </Workout>"
    )
    .unwrap();
}
