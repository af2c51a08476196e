use eunoia_domain::{Entry, EntryKind};
use eunoia_ingest::importer::{Format, Mapping, Row};
use serde_json::{Value, json};

use crate::{Recorded, events, opened, oslo, refusal, rows, taken};

const DIARY: &str = r#"
source = "diary"

[time]
column = "when"

[mood.score]
column = "mood"
scale = { from = [1, 5], to = [1, 10] }
missing = ["", "0"]

[mood.activities]
column = "tags"
separator = "|"

[mood.note]
column = "note"

[[metric]]
name = "stress.level"
column = "stress"

[[metric]]
name = "cups of coffee"
adds_up = true
column = "coffee"
"#;

fn diary(lines: &str) -> Vec<Row> {
    rows(Format::Csv, format!("when,mood,tags,note,stress,coffee\n{lines}"), Some(DIARY))
}

fn data(row: &Row) -> Vec<Value> {
    events(row)
        .iter()
        .map(|event| serde_json::to_value(&event.entry).unwrap())
        .collect()
}

#[test]
fn a_row_is_a_mood_and_a_measure_a_metric() {
    let rows = diary("2026-01-02 08:00:00,4, walk | tea |,\"said \"\"hm\"\",\nslept\",7.5,2\n2026-01-03T08:00:00Z,0,,,3,\n");
    assert_eq!(
        rows.iter().map(|row| row.line).collect::<Vec<_>>(),
        [2, 4],
        "the lines that a text editor shows"
    );
    assert_eq!(
        data(&rows[0]),
        [
            json!({"score": 7.75, "activities": ["walk", "tea"], "note": "said \"hm\",\nslept"}),
            json!({"metric": "stress.level", "value": 7.5}),
            json!({"metric": "cups of coffee", "value": 2.0, "adds_up": true}),
        ]
    );
    let first = events(&rows[0]);
    assert!(first.iter().all(|event| event.moment.at().to_string() == "2026-01-02T07:00:00Z"));
    assert!(first.iter().all(|event| event.source.name() == "import"));
    assert_eq!(
        data(&rows[1]),
        [json!({"metric": "stress.level", "value": 3.0})],
        "0 is no mood here"
    );
}

#[test]
fn ids_tell_rows_apart_and_know_them_again() {
    let file = "2026-01-02 08:00:00,4,,,7,2\n\
                2026-01-02 08:00:00,3,,,7,2\n\
                2026-01-02 08:00:00,4,,,7,2\n\
                2026-01-02 08:00:00,4,,other words,7,2\n\
                2026-01-02 08:00:00,,,,7,2\n";
    let content = format!("when,mood,tags,note,stress,coffee\n{file}");
    let mut recorded = Recorded::default();
    let report = recorded.import(opened(Format::Csv, content.as_bytes(), Some(DIARY), &oslo()).unwrap());
    assert_eq!((report.mapped(), report.duplicates(), report.rejected_total()), (3, 2, 0));
    let moods = recorded.0.values().filter(|event| event.entry.kind() == EntryKind::Mood).count();
    assert_eq!(
        (moods, recorded.0.len()),
        (3, 5),
        "three moods; stress and coffee say the same in each row"
    );
    let again = recorded.import(opened(Format::Csv, content.as_bytes(), Some(DIARY), &oslo()).unwrap());
    assert_eq!((again.mapped(), again.duplicates()), (0, 5));
    // The same words in another column are another mood.
    let moved = "when,mood,tags,note,stress,coffee\n2026-01-05 08:00:00,4,x,,,\n2026-01-05 08:00:00,4,,x,,\n";
    let moved = recorded.import(opened(Format::Csv, moved.as_bytes(), Some(DIARY), &oslo()).unwrap());
    assert_eq!((moved.mapped(), moved.rejected_total()), (2, 0));
    // A later export with more columns and rows adds the new rows alone.
    let later = "extra,when,mood,tags,note,stress,coffee\nx,2026-01-02 08:00:00,4,,,7,2\nx,2026-01-04 08:00:00,4,,,7,2\n";
    let later = recorded.import(opened(Format::Csv, later.as_bytes(), Some(DIARY), &oslo()).unwrap());
    assert_eq!((later.mapped(), later.duplicates()), (1, 1));
    assert_eq!(later.ignored_columns(), ["extra"]);
    // With another scale the same rows conflict; they never count twice.
    let rescaled = DIARY.replace("[1, 10]", "[10, 1]");
    let rescaled = recorded.import(opened(Format::Csv, content.as_bytes(), Some(&rescaled), &oslo()).unwrap());
    assert_eq!(rescaled.mapped(), 0);
    assert!(rescaled.rejected_total() > 0);
    // Files of another source are other events.
    let other = DIARY.replace("\"diary\"", "\"another\"");
    let other = recorded.import(opened(Format::Csv, content.as_bytes(), Some(&other), &oslo()).unwrap());
    assert_eq!(other.mapped(), 3);
}

#[test]
fn a_cell_that_is_wrong_refuses_its_row_and_names_the_column() {
    for (line, reason) in [
        (
            "2026-01-02 08:00:00,6,,,,",
            "mood.score (column mood) is 6, expected a number from 1 to 5",
        ),
        (
            "2026-01-02 08:00:00,fine,,,,",
            "mood.score (column mood) is fine, expected a number",
        ),
        ("2026-01-02 08:00:00,NaN,,,,", "mood.score (column mood) is NaN"),
        ("2026-01-02 08:00:00,4,,,inf,", "stress.level (column stress) is inf"),
        ("2026-01-02 08:00:00,4,,,1e300,", "stress.level (column stress) is 1000"),
        (
            "2026-01-02 08:00:00,4,,,\"3,5\",",
            "stress.level (column stress) is 3,5, expected a number such as 3 or 3.5",
        ),
        ("2026-01-02 08:00:00,0,,a note,,", "mood.score (column mood) is nothing"),
        ("2026-01-02 08:00:00,,,,,", "nothing to record"),
        ("2026-01-02 08:00:00,4,,,", "5 fields where the header has 6"),
        ("2026-01-02 08:00:00,4,,,,,", "7 fields where the header has 6"),
        ("yesterday,4,,,,", "time (column when) is yesterday"),
        (",4,,,,", "time (column when) is ,"),
        (
            "1969-12-31 23:00:00,4,,,,",
            "time (column when) is 1969-12-31T22:00:00Z, expected a time from 1970",
        ),
        ("9999-12-31 23:59:59,4,,,,", "time (column when) is 9999-12-31"),
        ("2026-06-16 15:00:00,4,,,,", "24 hours from now"),
        (
            "2026-01-02T08:00:00[Mars/Base],4,,,,",
            "time (column when) is 2026-01-02T08:00:00[Mars/Base]",
        ),
    ] {
        let good = "2026-01-01 08:00:00,4,,,,";
        let rows = diary(&format!("{line}\n{good}\n"));
        assert_eq!(rows.len(), 2, "{line}");
        let told = refusal(&rows[0]);
        assert!(
            told.starts_with(reason) || told.contains(reason) && !reason.starts_with("mood"),
            "{line}: {told}"
        );
        assert_eq!(data(&rows[1]), [json!({"score": 7.75})]);
    }
    let tags = vec!["t"; 31].join("|");
    assert!(refusal(&diary(&format!("2026-01-02 08:00:00,4,{tags},,,\n"))[0]).starts_with("mood.activities is 31"));
}

#[test]
fn a_table_as_spreadsheets_write_it() {
    let mapping = r#"
        source = "sheet"
        delimiter = ";"
        zone = "Asia/Tokyo"
        zone_column = "tz"
        [time]
        column = "Dato"
        format = "%d.%m.%Y %H:%M"
        [mood.score]
        column = "Humør"
        values = { "dårlig" = 2, bra = 8 }
        [mood.energy]
        column = "e"
        [mood.valence]
        column = "v"
        [mood.place]
        column = "p"
    "#;
    let file = "\u{feff}Dato;Humør;tz;e;v;p\r\n\r\n 02.01.2026 08:00 ;bra;;3;-0.5;home\r\n02.01.2026 08:00;bra;Europe/Oslo;;;\r\n\
                02.01.2026 08:00;ok;;;;\r\n02.01.2026 08:00;bra;Mars/Base;;;\r\n2026-01-02;bra;;;;\r\n02.01.2026 08:00;8;;;;";
    // Only blank cells are missing unless the mapping says otherwise.
    let mapping = mapping.to_owned();
    let rows = rows(Format::Csv, file, Some(&mapping));
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8]);
    assert_eq!(
        data(&rows[0]),
        [json!({"score": 8.0, "energy": 3.0, "valence": -0.5, "place": "home"})]
    );
    assert_eq!(events(&rows[0])[0].moment.at().to_string(), "2026-01-01T23:00:00Z");
    assert_eq!(events(&rows[1])[0].moment.at().to_string(), "2026-01-02T07:00:00Z");
    assert!(refusal(&rows[2]).starts_with("mood.score (column Humør) is ok, expected one of bra, dårlig"));
    assert!(refusal(&rows[3]).starts_with("zone is Mars/Base"));
    assert!(refusal(&rows[4]).contains("%d.%m.%Y %H:%M"));
    assert!(
        refusal(&rows[5]).starts_with("mood.score (column Humør) is 8"),
        "a number isn't guessed where words are mapped"
    );
}

#[test]
fn times_in_formats() {
    let read = |format: &str, cell: &str| {
        let mapping = format!("source = \"x\"\n[time]\ncolumn = \"t\"\nformat = '{format}'\n[[metric]]\nname = \"m\"\ncolumn = \"m\"\n");
        let rows = rows(Format::Csv, format!("t,m\n\"{cell}\",1\n"), Some(&mapping));
        if taken(&rows[0]) {
            events(&rows[0])[0].moment.at().to_string()
        } else {
            format!("refused: {}", refusal(&rows[0]))
        }
    };
    assert_eq!(
        read("%Y-%m-%d", "2026-01-02"),
        "2026-01-01T23:00:00Z",
        "a date alone is its first moment"
    );
    assert_eq!(read("%m/%d/%y, %I:%M %p", "01/02/26, 06:50 pm"), "2026-01-02T17:50:00Z");
    assert_eq!(read("%Y-%m-%dT%H:%M:%S%z", "2026-01-02T08:00:00-0500"), "2026-01-02T13:00:00Z");
    assert_eq!(read("%Y-%m-%d %H:%M:%S%.f", "2026-01-02 08:00:00.1234"), "2026-01-02T07:00:00.123Z");
    assert_eq!(
        read("%Y-%m-%d %H:%M %Q", "2026-01-02 08:00 America/New_York"),
        "2026-01-02T13:00:00Z"
    );
    assert_eq!(read("%s", "1767340800"), "2026-01-02T08:00:00Z");
    assert_eq!(
        read("%d.%m.%Y %H:%M", "29.03.2026 02:30"),
        "2026-03-29T01:30:00Z",
        "a time in a gap shifts forward"
    );
    assert_eq!(
        read("%d.%m.%Y %H:%M", "25.10.2026 02:30"),
        "refused: time (column t) is 2026-10-25T00:30:00Z, expected a time from 1970-01-01 to 24 hours from now"
    );
    assert!(read("%d.%m.%Y %H:%M", "31.02.2026 02:30").starts_with("refused: time (column t) is 31.02.2026 02:30"));
}

#[test]
fn broken_text_is_refused_where_it_is_used() {
    let mut file = b"when,mood,tags,note,stress,coffee,other\n".to_vec();
    file.extend_from_slice(b"2026-01-02 08:00:00,4,,caf\xe9,,,\n2026-01-02 08:00:00,4,,,,,caf\xe9\n");
    let rows = rows(Format::Csv, file, Some(DIARY));
    assert_eq!(refusal(&rows[0]), "broken UTF-8 in column note; save the file as UTF-8");
    assert_eq!(data(&rows[1]).len(), 1, "a column that nobody reads may hold anything");
    let utf16: Vec<u8> = b"\xff\xfe"
        .iter()
        .copied()
        .chain("when,mood".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let error = opened(Format::Csv, &utf16, Some(DIARY), &oslo()).unwrap_err();
    assert!(format!("{error}").contains("UTF-8"), "{error}");
}

#[test]
fn a_record_without_end_is_refused_without_being_held() {
    let good = "2026-01-02 08:00:00,4,,,,\n";
    let long = format!("2026-01-02 08:00:00,4,,\"{}\",,\n", "x\n".repeat(1024 * 1024));
    let wide = format!("2026-01-02 08:00:00{}\n", ",".repeat(5_000));
    let rows = diary(&format!("{good}{long}{good}{wide}{good}"));
    assert_eq!(rows.iter().map(taken).collect::<Vec<_>>(), [true, false, true, false, true]);
    assert!(refusal(&rows[1]).contains("1048576 bytes") && refusal(&rows[1]).contains("quote"));
    assert_eq!(rows[2].line, rows[1].line + 1024 * 1024 + 1);

    // A quote that is never closed swallows what follows; that is told, with where it began.
    let rows = diary(&format!("{good}2026-01-02 08:00:00,4,,\"oh,,\n{good}{good}"));
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].line, 3);
    assert!(
        refusal(&rows[1]).contains("in the middle of a quoted field"),
        "{}",
        refusal(&rows[1])
    );
    let rows = diary(&format!("{good}\""));
    assert!(refusal(&rows[1]).contains("in the middle of a quoted field"));

    // A line that is cut off has too few fields; the last complete one may lack its newline.
    let rows = diary(&format!("{good}2026-01-02 08:00:00,4,,,"));
    assert_eq!(refusal(&rows[1]), "5 fields where the header has 6");
    let rows = diary(good.trim_end());
    assert!(rows.len() == 1 && taken(&rows[0]));
    assert!(diary("").is_empty());
    let old_mac = self::rows(
        Format::Csv,
        "when,mood,tags,note,stress,coffee\r2026-01-02 08:00:00,4,,,,\r2026-01-02 09:00:00,4,,,,\r",
        Some(DIARY),
    );
    assert_eq!(old_mac.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_header_has_the_columns_of_the_mapping_once() {
    for (header, reason) in [
        (
            "when,tags,note,stress,coffee",
            "mood.score.column is mood, expected one of the file's columns: when, tags, note",
        ),
        ("when,mood,mood,tags,note,stress,coffee", "it has 2 of that name"),
        ("mood,tags,note,stress,coffee", "time.column is when"),
        ("when,mood,tags,note,stress", "metric[1].column is coffee"),
        ("", "empty"),
        ("\"when,mood", "quote"),
    ] {
        let error = opened(Format::Csv, header.as_bytes(), Some(DIARY), &oslo()).unwrap_err();
        let told = std::iter::successors(Some(&error as &dyn std::error::Error), |e| e.source()).map(ToString::to_string);
        let told = told.collect::<Vec<_>>().join(": ");
        assert!(told.contains(reason), "{header}: {told}");
    }
}

#[test]
fn a_mapping_that_does_not_fit_names_its_key() {
    let cases: [(&str, &str, &str, &str); 20] = [
        ("source = \"diary\"", "", "the mapping", "source"),
        ("source = \"diary\"", "source = \" \"", "source", "a name"),
        (
            "source = \"diary\"",
            "source = \"d\"\ndelimeter = \";\"",
            "delimeter",
            "unknown field",
        ),
        (
            "source = \"diary\"",
            "source = \"d\"\ndelimiter = \"\\\"\"",
            "delimiter",
            "one ASCII character",
        ),
        (
            "source = \"diary\"",
            "source = \"d\"\ndelimiter = \"é\"",
            "delimiter",
            "one ASCII character",
        ),
        (
            "source = \"diary\"",
            "source = \"d\"\nzone = \"Mars/Base\"",
            "zone",
            "Europe/Berlin",
        ),
        ("column = \"when\"", "colunm = \"when\"", "time.colunm", "unknown field"),
        (
            "column = \"when\"",
            "column = \"when\"\nformat = \"%Y %é\"",
            "time.format",
            "strptime",
        ),
        (
            "column = \"when\"",
            "column = \"when\"\nformat = \"%H:%M\"",
            "time.format",
            "strptime",
        ),
        (
            "column = \"when\"",
            "column = \"when\"\nformat = \"%Y-%m-%d %I:%M\"",
            "time.format",
            "am or pm",
        ),
        ("from = [1, 5]", "from = [1, 1]", "mood.score.scale", "two finite ranges"),
        ("from = [1, 5]", "from = [1, 5, 6]", "mood.score.scale.from", "two numbers"),
        ("from = [1, 5]", "from = [nan, 5]", "mood.score.scale", "two finite ranges"),
        ("to = [1, 10]", "to = [0, 10]", "mood.score.scale.to", "from 1 to 10"),
        (
            "to = [1, 10]",
            "to = [1, 10], round = true",
            "mood.score.scale.round",
            "unknown field",
        ),
        ("separator = \"|\"", "separator = \"\"", "mood.activities.separator", "between"),
        (
            "name = \"stress.level\"",
            "name = \"sleep.hours\"",
            "metric[0].name",
            "a name of your own",
        ),
        (
            "name = \"stress.level\"",
            "name = \"stress.level\"\nadds_up = true",
            "metric[0].adds_up",
            "catalogue",
        ),
        (
            "name = \"stress.level\"",
            "name = \"cups of coffee\"",
            "metric[1].name",
            "no other metric",
        ),
        (
            "name = \"stress.level\"",
            "name = \"stress.level\"\nvalues = { high = 1e10 }",
            "metric[0].values.high",
            "1000000000",
        ),
    ];
    for (from, to, key, expected) in cases {
        assert!(DIARY.contains(from));
        let Err(error) = DIARY.replace(from, to).parse::<Mapping>() else {
            panic!("{to} is accepted");
        };
        assert_eq!(error.field, key, "{to}: {error}");
        assert!(error.to_string().contains(expected), "{to}: {error}");
    }
    let error = "source = \"x\"\n[time]\ncolumn = \"t\"\n".parse::<Mapping>().unwrap_err();
    assert!(error.expected.contains("[mood.score]"), "{error}");
    assert!("[[[".parse::<Mapping>().is_err());
    assert!("".parse::<Mapping>().is_err());
}

#[test]
fn an_entry_of_a_row_is_of_the_kind_it_says() {
    let rows = diary("2026-01-02 08:00:00,4,,,7,2\n");
    let kinds: Vec<EntryKind> = events(&rows[0]).iter().map(|event| event.entry.kind()).collect();
    assert_eq!(kinds, [EntryKind::Mood, EntryKind::Context, EntryKind::Context]);
    assert!(matches!(&events(&rows[0])[1].entry, Entry::Context(measure) if measure.known_metric().is_some()));
    assert!(matches!(&events(&rows[0])[2].entry, Entry::Context(measure) if measure.known_metric().is_none()));
}
