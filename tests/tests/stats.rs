//! Aggregates of an organisation's members: of those who agree, of twenty at least, and of nobody alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::path::Path;

use eunoia_tests::{Launch, Person, Server, eunoia, fresh_id, mood};
use futures::{StreamExt, stream};
use jiff::{ToSpan, civil::Date};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// An organisation with its owner, and people who joined it and agreed to be counted.
struct House {
    server: Server,
    owner: Person,
    id: String,
    code: String,
    members: Vec<Person>,
}

impl House {
    async fn with_members(data: &Path, count: usize) -> Self {
        let server = Launch::on(data).env("EUNOIA_STATS_BURST", "1000").log_to(&data.join("log")).start();
        let owner = Person::register(&server.url).await;
        let (_, made) = owner.post("/v1/organisations", &json!({ "name": "Lantern House" })).await;
        let id = made["id"].as_str().unwrap().to_owned();
        let (_, invitation) = owner.post(&format!("/v1/organisations/{id}/invitations"), &json!({})).await;
        let code = invitation["code"].as_str().unwrap().to_owned();
        let url = &server.url;
        let joining = stream::iter(0..count).map(async |_| {
            let person = Person::register(url).await;
            join(&person, &code).await;
            consent(&person, true).await;
            person
        });
        let members = joining.buffer_unordered(8).collect().await;
        Self {
            server,
            owner,
            id,
            code,
            members,
        }
    }

    async fn stats(&self, what: &str) -> Value {
        let separator = if what.contains('?') { '&' } else { '?' };
        let path = format!("/v1/stats/{what}{separator}organisation={}", self.id);
        let (status, found) = self.owner.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        found
    }

    /// The cells of one answer under their `name`.
    async fn cell(&self, what: &str, name: &str, value: &str) -> Value {
        let found = self.stats(what).await;
        let cells = found["cells"].as_array().unwrap();
        let cell = cells.iter().find(|cell| cell[name] == value);
        cell.unwrap_or_else(|| panic!("no {value} in {found}")).clone()
    }
}

async fn join(person: &Person, code: &str) {
    let (status, joined) = person.post("/v1/memberships", &json!({ "code": code })).await;
    assert_eq!(status, StatusCode::CREATED, "{joined}");
}

async fn consent(person: &Person, given: bool) {
    let body = json!({ "aggregate_consent": given }).to_string();
    let response = person.request(Method::PATCH, "/v1/me").body(body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

async fn record(person: &Person, events: &[Value]) {
    let lines: String = events.iter().map(|event| format!("{event}\n")).collect();
    let answer = person.stream(lines).await;
    assert_eq!(answer.last().unwrap()["summary"]["recorded"], events.len(), "{answer:?}");
}

/// A mood at noon of each of these days.
fn moods(days: &[&str], score: f64) -> Vec<Value> {
    days.iter()
        .map(|day| mood(fresh_id(), &format!("{day}T12:00:00Z"), score))
        .collect()
}

fn is_hidden(cell: &Value) -> bool {
    let shown = cell
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, value)| !["start", "end", "suppressed", "kind", "level"].contains(&name.as_str()) && !value.is_null());
    assert_eq!(shown.count() == 0, cell["suppressed"] == true, "{cell}");
    cell["suppressed"] == true
}

#[tokio::test]
async fn nineteen_people_are_hidden_and_twenty_are_shown() {
    let data = tempfile::tempdir().unwrap();
    let house = House::with_members(data.path(), 20).await;
    for (i, member) in house.members.iter().enumerate() {
        let score = if i % 2 == 0 { 4.0 } else { 6.0 };
        // Whoever records ten times counts as once.
        let july: Vec<String> = (1..=if i == 0 { 10 } else { 1 }).map(|day| format!("2025-07-{day:02}")).collect();
        let july: Vec<&str> = july.iter().map(String::as_str).collect();
        // In September and in the third week of October there is one fewer.
        let most: &[&str] = if i == 7 { &[] } else { &["2025-09-10", "2025-10-14"] };
        let october = &["2025-10-07", "2025-10-21", "2025-10-28"];
        record(member, &moods(&[&july[..], most, october].concat(), score)).await;
    }
    // The owner is not counted, nor is who joined without agreeing, nor who agreed without joining.
    let (silent, outsider) = (Person::register(&house.server.url).await, Person::register(&house.server.url).await);
    join(&silent, &house.code).await;
    consent(&outsider, true).await;
    consent(&house.owner, true).await;
    for person in [&silent, &outsider, &house.owner] {
        record(person, &moods(&["2025-07-01", "2025-09-10"], 10.0)).await;
    }
    house.server.relayed().await;

    let months = "levels?metric=mood.score&period=month&from=2025-07-15&to=2025-09-02";
    let found = house.stats(months).await;
    let expected = json!({ "start": "2025-07-01", "end": "2025-07-31", "suppressed": false, "people": 20, "mean": 5.0,
        "standard_deviation": 1.03, "low": 4.52, "high": 5.48 });
    assert_eq!(found["cells"][0], expected, "each person counts once");
    assert!(is_hidden(&found["cells"][1]) && is_hidden(&found["cells"][2]), "{found}");
    for (field, value) in [
        ("from", "2025-07-01"),
        ("to", "2025-09-30"),
        ("unit", "points"),
        ("metric", "mood.score"),
        ("organisation", &house.id),
    ] {
        assert_eq!(found[field], value, "{found}");
    }
    assert_eq!(
        (&found["minimum_people"], &found["trend"]["abstained"]["code"]),
        (&json!(20), &json!("too_few_cells"))
    );
    assert_eq!(
        house.stats("summary").await["people"],
        json!({ "suppressed": false, "members_counted": 20 })
    );
    assert_eq!(
        house.stats("summary").await["metrics"],
        json!([{ "metric": "mood.score", "unit": "points" }])
    );

    // October less its other weeks would be the week of the nineteen: so a week beside it is hidden too.
    let october = house.stats("levels?period=week&from=2025-10-06&to=2025-11-01").await;
    let hidden: Vec<bool> = october["cells"].as_array().unwrap().iter().map(is_hidden).collect();
    assert_eq!(hidden, [true, true, true, false], "{october}");
    assert!(!is_hidden(
        &house
            .cell("levels?period=month&from=2025-10-01&to=2025-10-31", "start", "2025-10-01")
            .await
    ));
    // A window that leaves the week of the nineteen out shows no more.
    let alone = house
        .cell("levels?period=week&from=2025-10-20&to=2025-10-26", "start", "2025-10-20")
        .await;
    assert!(is_hidden(&alone), "{alone}");

    // One withdraws, and is out at once.
    consent(&house.members[3], false).await;
    assert!(is_hidden(&house.cell(months, "start", "2025-07-01").await));
    let summary = house.stats("summary").await;
    assert_eq!(summary["people"], json!({ "suppressed": true, "members_counted": null }));
    assert_eq!(summary["metrics"], json!([]), "what nineteen record is not told either");
    consent(&house.members[3], true).await;
    assert!(!is_hidden(&house.cell(months, "start", "2025-07-01").await));
    let leave = format!("/v1/memberships/{}", house.id);
    assert_eq!(house.members[3].delete(&leave).await.0, StatusCode::NO_CONTENT);
    assert!(is_hidden(&house.cell(months, "start", "2025-07-01").await));
    // What is deleted is gone from here as well.
    join(&house.members[3], &house.code).await;
    let entry = house.members[5].get("/v1/moods?from=2025-07-01&to=2025-07-31").await.1["items"][0].clone();
    let deletion = format!(
        "/v1/moods/{}?mutation_id={}&expected_version=1",
        entry["id"].as_str().unwrap(),
        fresh_id()
    );
    assert!(!is_hidden(&house.cell(months, "start", "2025-07-01").await));
    assert_eq!(house.members[5].delete(&deletion).await.0, StatusCode::NO_CONTENT);
    house.server.relayed().await;
    assert!(is_hidden(&house.cell(months, "start", "2025-07-01").await));
    let log = std::fs::read_to_string(data.path().join("log")).unwrap();
    assert!(!log.contains("Lantern") && !log.contains("ERROR"), "{log}");
}

#[tokio::test]
async fn insights_and_risk_are_counted_over_people() {
    let data = tempfile::tempdir().unwrap();
    let house = House::with_members(data.path(), 66).await;
    let (_, dashboard) = house.owner.get("/v1/dashboard?days=7").await;
    let today: Date = dashboard["today"].as_str().unwrap().parse().unwrap();
    let assessment = |at: &str, data: Value| json!({ "id": fresh_id(), "kind": "assessment", "at": at, "data": data });
    let phq9 = |at: &str, item9: u8| assessment(at, json!({ "instrument": "phq9", "answers": [1, 1, 1, 1, 1, 1, 1, 1, item9] }));
    let recording = stream::iter(house.members.iter().enumerate()).map(async |(i, member)| match i {
        // Rising for eight weeks, and no thought of death.
        0..24 => {
            let day = |ago: i64| format!("{}T09:00:00Z", today.saturating_sub(ago.days()));
            let score = |ago: i64| 8.0 - 0.06 * ago as f64 + 0.3 * f64::from((ago * 5 % 7) as u8 % 3);
            let mut events: Vec<Value> = (1..60).map(|ago| mood(fresh_id(), &day(ago), score(ago))).collect();
            events.push(phq9("2025-03-01T09:00:00Z", 0));
            record(member, &events).await;
        }
        // A high floor, which a 0 on the same day or the next does not lower; for some a tier.
        24..44 => {
            record(
                member,
                &[
                    phq9("2025-03-01T09:00:00Z", 2),
                    phq9("2025-03-01T19:00:00Z", 0),
                    phq9("2025-03-02T09:00:00Z", 0),
                ],
            )
            .await
        }
        44..46 => {
            let screener = json!({ "wish_to_be_dead": true, "suicidal_thoughts": true, "method": true, "intent": true, "plan": false,
                "intent_or_plan_past_day": true, "behaviour_lifetime": false, "behaviour_past_3_months": false });
            record(
                member,
                &[assessment(
                    "2025-03-01T09:00:00Z",
                    json!({ "instrument": "cssrs", "screener": screener }),
                )],
            )
            .await;
        }
        _ => {}
    });
    recording.buffer_unordered(8).collect::<Vec<()>>().await;
    house.server.relayed().await;

    let found = house.stats("insights").await;
    let cell = |kind: &str| {
        let cells = found["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["kind"] == kind).unwrap().clone()
    };
    let shown = json!({ "kind": "mood.trend.up", "suppressed": false, "people": 20, "share": 0.308 });
    assert_eq!(cell("mood.trend.up"), shown, "24 of 66 as 20 of 65");
    assert_eq!(cell("mood.level")["people"], 20);
    for kind in ["mood.trend.down", "sleep.level", "sleep.trend.up", "sleep.quality_level"] {
        assert!(is_hidden(&cell(kind)), "{found}");
    }
    let risk = house.stats("risk").await;
    let people: Vec<_> = risk["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| (&cell["level"], &cell["people"]))
        .collect();
    // 24 none, 22 high, 20 unknown; the empty ones would be had from these, so the smallest goes with them.
    let expected = [
        ("none", json!(20)),
        ("low", Value::Null),
        ("moderate", Value::Null),
        ("high", json!(20)),
        ("unknown", Value::Null),
    ];
    let expected = expected.map(|(level, people)| (json!(level), people));
    assert_eq!(
        people,
        expected.iter().map(|(level, people)| (level, people)).collect::<Vec<_>>(),
        "{risk}"
    );
    assert!(risk["basis"].as_str().unwrap().contains("not a risk score"));

    // Five of those who rise withdraw: nineteen are left, and the answer is not an old one.
    for member in &house.members[..5] {
        consent(member, false).await;
    }
    assert!(is_hidden(&house.cell("insights", "kind", "mood.trend.up").await));
    let none = house.cell("risk", "level", "none").await;
    assert!(is_hidden(&none), "{none}");

    // No way leads an owner to one member's days.
    let theirs = house.members[10].all("/v1/moods").await;
    let entry = format!("/v1/moods/{}", theirs[0]["id"].as_str().unwrap());
    assert_eq!(house.owner.get(&entry).await.0, StatusCode::NOT_FOUND);
    let mut seen = String::new();
    for path in [
        "/v1/moods",
        "/v1/assessments",
        "/v1/insights",
        "/v1/dashboard?days=366",
        "/v1/organisations",
    ] {
        seen += &house.owner.get(path).await.1.to_string();
    }
    for what in [
        "summary",
        "insights",
        "risk",
        "levels?period=day",
        "levels?period=month&metric=phq9.total",
    ] {
        seen += &house.stats(what).await.to_string();
    }
    assert!(house.owner.all("/v1/moods").await.is_empty());
    for member in &house.members {
        let (_, me) = member.get("/v1/me").await;
        for trace in [me["id"].as_str().unwrap(), &member.email] {
            assert!(!seen.contains(trace), "{trace} in {seen}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_named() {
    let data = tempfile::tempdir().unwrap();
    let house = House::with_members(data.path(), 0).await;
    house.server.relayed().await;
    for (what, field) in [
        ("levels?metric=mood.none", "metric"),
        ("levels?metric=custom.mean.0000000000000000", "metric"),
        ("levels?metric=cssrs.tier", "metric"),
        ("levels?metric=phq9.item9", "metric"),
        ("levels?metric=journal.crisis", "metric"),
        ("levels?metric=journal.emotion.grief", "metric"),
        ("levels?period=year", "period"),
        ("levels?from=2025-10-02&to=2025-09-30", "from"),
        ("levels?from=1969-12-31", "from"),
        ("levels?from=9999-12-31", "from"),
        ("levels?period=day&from=2024-01-01&to=2025-01-01", "from"),
        ("levels?from=yesterday", "query"),
        ("levels?colour=red", "query"),
    ] {
        let (status, problem) = house.owner.get(&format!("/v1/stats/{what}&organisation={}", house.id)).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{what}: {problem}"
        );
    }
    let (status, problem) = house.owner.get("/v1/stats/risk").await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("organisation"))
    );
    // Periods that are under way are not among those that are shown, whatever is asked.
    for period in ["day", "week", "month"] {
        let found = house.stats(&format!("levels?period={period}&to=9999-12-31")).await;
        let last = found["cells"].as_array().unwrap().last().unwrap();
        let (_, dashboard) = house.owner.get("/v1/dashboard?days=7").await;
        assert!(
            last["end"].as_str() < dashboard["today"].as_str() && last["end"] == found["to"],
            "{found}"
        );
    }
    let count = async |period: &str| {
        house.stats(&format!("levels?period={period}")).await["cells"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!([count("day").await, count("week").await, count("month").await], [28, 12, 12]);
    assert_eq!(
        house.stats("levels?period=day&from=2024-01-01&to=2024-12-31").await["cells"]
            .as_array()
            .unwrap()
            .len(),
        366
    );
}

#[tokio::test]
async fn without_a_warehouse_one_is_asked_to_come_again() {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path()).arg("--role").arg("api").start();
    let owner = Person::register(&server.url).await;
    let (_, made) = owner.post("/v1/organisations", &json!({ "name": "x" })).await;
    for what in ["summary", "levels", "insights", "risk"] {
        let path = format!("/v1/stats/{what}?organisation={}", made["id"].as_str().unwrap());
        let response = owner.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{what}");
        assert!(response.headers().contains_key("retry-after"));
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn a_cohort_is_exported_without_anybody_alone_in_it() {
    let data = tempfile::tempdir().unwrap();
    let house = House::with_members(data.path(), 20).await;
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    // Days of the month before last, which is over everywhere: all record on the 3rd, 10th and 17th, one fewer on the 24th.
    let first = today.first_of_month().saturating_sub(2.months());
    let days: Vec<String> = [3, 10, 17, 24]
        .map(|day| first.saturating_add((day - 1).days()).to_string())
        .to_vec();
    for (i, member) in house.members.iter().enumerate() {
        let days: Vec<&str> = days.iter().take(if i == 0 { 3 } else { 4 }).map(String::as_str).collect();
        record(member, &moods(&days, if i % 2 == 0 { 4.0 } else { 6.0 })).await;
    }
    house.server.relayed().await;
    // The 24th is about nineteen, and the 17th beside it would tell.
    let expected = format!(
        "local_date,metric,unit,people,mean,standard_deviation,low,high\n{},mood.score,points,20,5.0,1.03,4.52,5.48\n\
         {},mood.score,points,20,5.0,1.03,4.52,5.48\n",
        days[0], days[1]
    );
    let keys = format!("/v1/organisations/{}/keys", house.id);
    let mut answers = Vec::new();
    for scope in ["export:read", "stats:read"] {
        let (_, key) = house.owner.post(&keys, &json!({ "name": scope, "scopes": [scope] })).await;
        let request = reqwest::Client::new().get(format!("{}/v1/stats/export?format=csv", house.server.url));
        let answer = request.bearer_auth(key["secret"].as_str().unwrap()).send().await.unwrap();
        answers.push((answer.status(), answer.text().await.unwrap()));
    }
    assert_eq!(answers[0], (StatusCode::OK, expected.clone()));
    assert_eq!(answers[1].0, StatusCode::FORBIDDEN, "{}", answers[1].1);

    let (folder, id) = (data.path().display().to_string(), house.id.clone());
    house.server.stop();
    for organisation in [id.as_str(), "Lantern House"] {
        let file = eunoia(["export", "--data", &folder, "--format", "csv", "--organisation", organisation]).success();
        assert_eq!(file, expected, "the command line gives the same file");
    }
    let nobody = eunoia(["export", "--data", &folder, "--format", "csv", "--organisation", "Nowhere"]).failure();
    assert!(nobody.contains("organisation"), "{nobody}");
}
