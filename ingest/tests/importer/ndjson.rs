use eunoia_domain::Change;
use eunoia_ingest::importer::{Content, Format};

use crate::{Recorded, events, opened, oslo, refusal, rows, taken};

const MOOD: &str = r#"{"id":"018f4c1e-7b2a-7c3d-9e4f-0123456789ab","kind":"mood","at":"2026-01-02T08:00:00","data":{"score":7}}"#;

#[test]
fn a_line_is_a_change() {
    let delete = r#"{"op":"delete","id":"018f4c1e-7b2a-7c3d-9e4f-0123456789ab","kind":"mood","mutation_id":"018f4c1e-7b2a-7c3d-9e4f-0123456789ac","expected_version":1}"#;
    let rows = rows(Format::Ndjson, format!("\u{feff}{MOOD}\r\n\n  \t\r\n{delete}"), None);
    assert_eq!(
        rows.iter().map(|row| row.line).collect::<Vec<_>>(),
        [1, 4],
        "blank lines are no rows, but lines"
    );
    let event = events(&rows[0])[0];
    assert_eq!(
        event.moment.at().to_string(),
        "2026-01-02T07:00:00Z",
        "local times are the person's"
    );
    assert!(matches!(
        &rows[1].content,
        Content::Changes(changes) if matches!(changes[..], [Change::Delete { expected_version: 1, .. }])
    ));
}

#[test]
fn a_line_that_is_wrong_is_refused_alone() {
    let mut file = Vec::new();
    for line in [
        b"{".as_slice(),
        br#"{"id":"018f4c1e-7b2a-7c3d-9e4f-0123456789ab","kind":"mood","at":"2026-01-02T08:00:00","data":{"score":70}}"#,
        b"\xff\xfe broken",
        b"[1,2]",
        br#"{"id":"018f4c1e-7b2a-7c3d-9e4f-0123456789ab","kind":"mood","at":"9999-01-02T08:00:00","data":{"score":7}}"#,
        MOOD.as_bytes(),
        // The file is cut off here.
        &MOOD.as_bytes()[..60],
    ] {
        file.extend_from_slice(line);
        file.push(b'\n');
    }
    file.pop();
    let rows = rows(Format::Ndjson, file, None);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    for (row, reason) in [
        (0, "EOF"),
        (1, "data.score is 70"),
        (2, "UTF-8"),
        (3, "expected"),
        (4, "24 hours"),
        (6, "EOF"),
    ] {
        let told = refusal(&rows[row]);
        assert!(told.contains(reason) && !told.starts_with(' '), "{told}");
    }
    assert_eq!(events(&rows[5]).len(), 1);
}

#[test]
fn a_line_over_a_mebibyte_is_skipped_and_the_next_one_read() {
    let longest = format!("{MOOD}{}", " ".repeat(1024 * 1024 - MOOD.len()));
    let file = format!("{longest}\n{longest} \n{}\n{MOOD}\n", "x".repeat(3 * 1024 * 1024));
    let size = file.len() as u64;
    let rows = rows(Format::Ndjson, file, None);
    assert_eq!(rows.len(), 4);
    assert!(taken(&rows[0]) && taken(&rows[3]));
    assert!(refusal(&rows[1]).contains("1048576 bytes") && refusal(&rows[2]).contains("1048576 bytes"));
    assert!(rows.windows(2).all(|pair| pair[0].bytes_read < pair[1].bytes_read));
    assert_eq!(rows[3].bytes_read, size);
}

#[test]
fn importing_twice_adds_nothing() {
    let mut recorded = Recorded::default();
    let file = format!("{MOOD}\n{MOOD}\n");
    let first = recorded.import(opened(Format::Ndjson, file.as_bytes(), None, &oslo()).unwrap());
    assert_eq!((first.rows(), first.mapped(), first.duplicates()), (2, 1, 1));
    let second = recorded.import(opened(Format::Ndjson, file.as_bytes(), None, &oslo()).unwrap());
    assert_eq!((second.rows(), second.mapped(), second.duplicates()), (2, 0, 2));
}
