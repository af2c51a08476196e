//! Whatever the bytes, an importer ends, panics at nothing and numbers its rows in order.

use eunoia_ingest::importer::{Content, Format};
use proptest::prelude::*;

use crate::{opened, oslo};

const MAPPING: &str = r#"
source = "noise"
zone_column = "z"
[time]
column = "t"
[mood.score]
column = "s"
scale = { from = [1, 5], to = [1, 10] }
[mood.note]
column = "n"
[mood.activities]
column = "a"
separator = "|"
[[metric]]
name = "own"
column = "m"
"#;

fn check(format: Format, content: &[u8]) -> Result<(), TestCaseError> {
    let mapping = (format == Format::Csv).then_some(MAPPING);
    let Ok(rows) = opened(format, content, mapping, &oslo()) else {
        return Ok(());
    };
    let (mut line, mut bytes) = (0, 0);
    for row in rows {
        prop_assert!(row.line > line && row.bytes_read >= bytes && row.bytes_read <= content.len() as u64);
        (line, bytes) = (row.line, row.bytes_read);
        match row.content {
            Content::Changes(changes) => prop_assert!(!changes.is_empty()),
            Content::Refused(refusal) => prop_assert!(!refusal.to_string().is_empty()),
            Content::Merged(count) | Content::NotTaken { count, .. } => prop_assert!(count > 0),
        }
    }
    Ok(())
}

/// Bytes that mean something to the formats, more often than chance would have it.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|b| vec![b]),
        prop::sample::select(vec![
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\u{feff}",
            "\"sleep\"",
            "logId",
            "1e999",
            "-",
            "NaN",
            "null",
            "|",
            "\"logId\":1,",
            "\"startTime\":\"2026-01-01 00:00:00\",",
            "\"endTime\":\"9999-12-31T23:59:59\"",
            "2026-01-01",
            "Europe/Oslo",
            "{\"id\":\"018f4c1e-7b2a-7c3d-9e4f-0123456789ab\",\"kind\":\"mood\",\"at\":\"",
            "\u{0}",
            "3",
            "inf",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn as_fitbit(bytes in bytes(), open in prop::sample::select(vec!["", "[", "{\"sleep\":["])) {
        check(Format::Fitbit, &[open.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_ndjson(bytes in bytes()) {
        check(Format::Ndjson, &bytes)?;
    }

    #[test]
    fn as_a_table(bytes in bytes(), header in prop::sample::select(vec!["", "t,z,s,n,a,m\n", "\u{feff}\"t\",z,s,n,a,m\r\n"])) {
        check(Format::Csv, &[header.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_a_row_of_a_table(cells in prop::collection::vec("\\PC{0,12}", 6)) {
        let row = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        check(Format::Csv, format!("t,z,s,n,a,m\n{row}\n").as_bytes())?;
    }

    #[test]
    fn as_a_mapping(text in "\\PC{0,200}") {
        let _ = text.parse::<eunoia_ingest::importer::Mapping>();
    }
}
