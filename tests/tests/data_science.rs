//! The lines of docs/data-science.md, run as they stand on an export of the real product.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use eunoia_tests::{Person, fresh_id, python, shared};
use reqwest::Method;
use serde_json::{Value, json};

/// The programs between the fences of a page, in order.
fn programs(page: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page)).unwrap();
    text.split("```python\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_lines_of_the_page_read_an_export() {
    let server = shared();
    let ada = Person::register(server.url()).await;
    // Sixty days, every fifth of which has no mood; sleep every day.
    let events: Vec<Value> = (0..60)
        .flat_map(|day| {
            let date = format!("2026-{:02}-{:02}", 3 + day / 30, day % 30 + 1);
            let sleep = json!({ "start": format!("{date}T00:00:00"), "end": format!("{date}T07:30:00") });
            let sleep = json!({ "id": fresh_id(), "kind": "sleep", "at": format!("{date}T07:30:00"), "data": sleep });
            let mood = json!({ "id": fresh_id(), "kind": "mood", "at": format!("{date}T20:00:00"), "data": { "score": 5 + day % 3 } });
            [Some(sleep), (day % 5 != 0).then_some(mood)].into_iter().flatten()
        })
        .collect();
    let (_, answer) = ada.post("/v1/events", &json!(events)).await;
    assert!(
        answer["items"].as_array().unwrap().iter().all(|item| item["status"] == "recorded"),
        "{answer}"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = ada.request(Method::GET, "/v1/export?format=parquet").send().await.unwrap();
    fs::write(folder.path().join("daily.parquet"), file.bytes().await.unwrap()).unwrap();

    let programs = programs("data-science.md");
    let Some(polars) = python(folder.path(), &programs[0]) else {
        return;
    };
    let columns = 2 + 1;
    assert!(polars.starts_with(&format!("(60, {columns}) ")), "days and columns: {polars}");
    let pandas = python(folder.path(), &programs[1]).unwrap();
    assert_eq!(
        pandas.trim(),
        "(61, 2) 58",
        "a calendar of its own, and a level needs three days of a week"
    );
    let evaluated = python(folder.path(), &programs[2]).unwrap();
    let names: Vec<_> = evaluated.lines().filter_map(|line| line.split(' ').next()).collect();
    let candidates = [
        "ewma",
        "last_value",
        "mean",
        "weekday",
        "ets",
        "mstl",
        "elastic_net",
        "pooled",
        "yours",
    ];
    assert_eq!(names, candidates, "{evaluated}");

    let checked = "import polars as pl\nd = pl.read_parquet('daily.parquet')\n\
        m = d.filter(pl.col('metric') == 'mood.score')\nprint(m.height, m['value'].sum(), d.schema['local_date'], d['subject'].n_unique())";
    let sum: i64 = (0..60).filter(|day| day % 5 != 0).map(|day| 5 + day % 3).sum();
    assert_eq!(python(folder.path(), checked).unwrap().trim(), format!("48 {sum}.0 Date 1"));
}
