use eunoia_ingest::importer::{Content, Format};

use crate::{
    Row,
    apple::{export, imported, sleep, steps, workout},
    refusal, rows, taken,
};

#[test]
fn a_file_that_is_no_export_is_told() {
    for (content, why) in [
        ("", "no XML"),
        ("<?xml version=\"1.0\"?>\n", "no XML"),
        ("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"></ClinicalDocument>", "ClinicalDocument"),
        ("PK\u{3}\u{4}", "ZIP archive"),
        ("{\"data\": []}", "text outside"),
        ("<HealthData></HealthData><HealthData/>", "HealthData"),
        ("<HealthData><Record></HealthData>", "Record"),
        ("<HealthData><Record type=\"x\" <", ""),
    ] {
        let rows = rows(Format::AppleHealth, content, None);
        assert!(!rows.is_empty(), "{content}");
        assert!(
            rows.iter()
                .any(|row| matches!(row.content, Content::Refused(_)) && refusal(row).contains(why)),
            "{content}: {rows:?}"
        );
    }
    let empty = rows(Format::AppleHealth, export(""), None);
    assert!(empty.is_empty(), "an export of nothing has no rows");
}

#[test]
fn entities_are_not_expanded_and_nothing_endless_is_held() {
    let bomb = r#"<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"#;
    let good = sleep("Watch", "2026-06-02", "01:00", "05:00", "AsleepCore");
    let bomb = format!(
        "{bomb}<HealthData>{}{good}</HealthData>",
        good.replace("AsleepCore", "&c;").replace("Watch", "&c;")
    );
    let rows = rows(Format::AppleHealth, bomb, None);
    assert!(refusal(&rows[0]).contains("&c;") && taken(&rows[1]), "{rows:?}");
    for endless in [
        "<HealthData><Record type=\"",
        "<HealthData>",
        "<!DOCTYPE HealthData [",
        "<HealthData><!--",
        "<HealthData><![CDATA[",
        "<HealthData><?x ",
    ] {
        let file = format!("{endless}{}", "a".repeat(3 << 20));
        let rows = self::rows(Format::AppleHealth, file, None);
        assert_eq!(rows.len(), 1);
        assert!(
            refusal(&rows[0]).contains("more than 1048576 bytes"),
            "{endless}: {}",
            refusal(&rows[0])
        );
    }
    let nested = |name: &str, times: usize| {
        let (open, close) = (format!("<{name}>").repeat(times), format!("</{name}>").repeat(times));
        self::rows(Format::AppleHealth, export(&format!("{open}{close}")), None)
    };
    assert!(matches!(
        nested("a", 199)[..],
        [Row {
            content: Content::NotTaken { .. },
            ..
        }]
    ));
    assert!(refusal(&nested("a", 100_000)[0]).contains("more than 200 elements are within each other"));
    assert!(refusal(&nested(&"a".repeat(201), 1)[0]).contains("more than 200 bytes"));
}

#[test]
fn a_tag_of_many_attributes_is_read_at_once() {
    let many: String = (0..90_000).map(|i| format!(" a{i}=''")).collect();
    let file = export(&format!("<ExportDate{many}/><Record{many}/>"));
    let (done, waited) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(rows(Format::AppleHealth, file, None).len()));
    assert_eq!(waited.recv_timeout(std::time::Duration::from_secs(5)), Ok(1));
}

#[test]
fn names_are_held_up_to_a_thousand() {
    let nights: Vec<String> = (0..1_001)
        .map(|i| sleep(&format!("App {i}"), "2026-06-02", "01:00", "05:00", "AsleepCore"))
        .collect();
    let (_, report) = imported(&export(&nights.concat()));
    assert_eq!((report.mapped(), report.merged(), report.rejected_total()), (1, 999, 1));
    let long = "x".repeat(201);
    let walk = |source: &str| steps(source, "02 08:00", "02 08:30", "1000");
    let (_, report) = imported(&export(&format!(
        "{}{}{}",
        walk(&long),
        workout(&long, "18:00", "19:00", ""),
        walk("Watch")
    )));
    assert_eq!((report.mapped(), report.rejected_total()), (1, 2));
    let reason = &report.rejected()[0].reason;
    assert!(reason.contains("at most 1000 names of at most 200 bytes"), "{reason}");
}
