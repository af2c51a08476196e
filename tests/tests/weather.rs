//! The weather of past days: fetched for those who agreed to it and nobody else, recorded once, and no harm done when the
//! service has a bad day.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use eunoia_tests::{
    Launch, Person, fresh_id,
    weather::{Mood, Weather, good_days},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

const METRICS: [&str; 6] = [
    "weather.cloud_cover",
    "weather.daylight_hours",
    "weather.humidity",
    "weather.precipitation",
    "weather.pressure",
    "weather.temperature",
];

fn launch(data: &Path, weather: &Weather) -> Launch {
    let mut launch = Launch::on(data)
        .arg("--role")
        .arg("api")
        .log_to(&data.join("log"))
        .env("EUNOIA_LOG", "trace");
    for name in ["geocoding", "archive", "forecast"] {
        launch = launch.arg(format!("--weather-{name}")).arg(&weather.url);
    }
    let options = ["--weather", "open-meteo", "--weather-every", "1", "--weather-patience", "1"];
    options.into_iter().fold(launch, Launch::arg)
}

/// The date in Oslo that many days ago.
fn days_ago(days: i64) -> Date {
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let now = Timestamp::now();
    now.to_zoned(TimeZone::get("Europe/Oslo").unwrap()).date() - days.days()
}

async fn mood_at(person: &Person, days: i64, place: &str) {
    let at = format!("{}T18:00:00", days_ago(days));
    let body = json!({ "id": fresh_id(), "at": at, "data": { "score": 5, "place": place } });
    let (status, answer) = person.post("/v1/moods", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

async fn agree(person: &Person, agrees: bool) {
    let body = json!({ "weather_consent": agrees }).to_string();
    let changed = person.request(Method::PATCH, "/v1/me").body(body).send().await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);
}

/// The person's weather: date, metric, value.
async fn weather_of(person: &Person) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entries = context_of(person).await;
    let weather = entries.iter().filter(|entry| entry["source"] == "weather");
    weather
        .map(|entry| {
            (
                text(&entry["local_date"]),
                text(&entry["data"]["metric"]),
                entry["data"]["value"].to_string(),
            )
        })
        .collect()
}

/// The person's context entries, over whichever door there is.
async fn context_of(person: &Person) -> Vec<Value> {
    person.all("/v1/context").await
}

async fn weather_on(person: &Person, days: usize) -> BTreeSet<(String, String, String)> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let weather = weather_of(person).await;
        if weather.len() >= days * METRICS.len() {
            return weather;
        }
        assert!(Instant::now() < deadline, "only {weather:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn days_with_a_place_get_their_weather_once() {
    let (data, weather) = (TempDir::new().unwrap(), Weather::start().await);
    let server = launch(data.path(), &weather).start();
    let person = Person::register_in(&server.url, "Europe/Oslo").await;
    for days in [0, 1, 2, 30, 31, 33] {
        mood_at(&person, days, "Oslo, Grünerløkka").await;
    }
    // Two on a day, one without a place, places that are no names, and a day that has its weather already.
    mood_at(&person, 30, "oslo").await;
    for (days, place) in [(40, "Psych ward"), (41, "12 Rose Street, Oslo"), (42, "Nowhereville")] {
        mood_at(&person, days, place).await;
    }
    mood_at(&person, 50, "Oslo").await;
    let own = json!({ "id": fresh_id(), "kind": "context", "at": format!("{}T08:00:00", days_ago(50)), "data": { "metric": "weather.temperature", "value": 3 } });
    assert_eq!(person.post("/v1/events", &own).await.0, StatusCode::OK);
    agree(&person, true).await;
    let found = weather_on(&person, 5).await;
    weather.asked_again(0).await;
    let expected: BTreeSet<_> = [1, 2, 30, 31, 33]
        .into_iter()
        .flat_map(|days| {
            let date = days_ago(days);
            let more = f64::from(date.day()) / 10.0;
            let values = [
                50.0 + more,
                ((36_000.0 + more) / 36.0).round() / 100.0,
                60.0 + more,
                1.5 + more,
                1_000.0 + more,
                7.0 + more,
            ];
            let rounded = values.map(|value| (value * 100.0).round() / 100.0);
            METRICS
                .into_iter()
                .zip(rounded)
                .map(move |(metric, value)| (date.to_string(), metric.to_owned(), json!(value).to_string()))
        })
        .collect();
    assert_eq!(found, expected);

    // What left: names of places, coordinates to a tenth of a degree, dates, and nothing else.
    let asked = weather.asked();
    for asked in &asked {
        let names: Vec<_> = asked.query.keys().map(String::as_str).collect();
        if asked.path == "/v1/search" {
            assert_eq!(names, ["count", "name"]);
            assert!(
                ["oslo", "oslo, grünerløkka", "nowhereville"].contains(&asked.query["name"].as_str()),
                "{asked:?}"
            );
        } else {
            assert_eq!(names, ["daily", "end_date", "latitude", "longitude", "start_date", "timezone"]);
            assert_eq!(
                (asked.query["latitude"].as_str(), asked.query["longitude"].as_str()),
                ("59.9", "10.7")
            );
            let recent = asked.query["end_date"].parse::<Date>().unwrap() >= days_ago(7);
            assert_eq!(asked.path, if recent { "/v1/forecast" } else { "/v1/archive" });
            assert!(
                asked.query["end_date"].parse::<Date>().unwrap() < days_ago(0),
                "a day that is not over"
            );
        }
        let unknown: Vec<_> = asked
            .headers
            .iter()
            .filter(|name| !["host", "accept"].contains(&name.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
    assert_eq!(asked.iter().filter(|asked| asked.path == "/v1/search").count(), 3, "each name once");

    // Looked at again, and by another process: nothing is added, and nothing that is there is asked for.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(weather.asked().len(), asked.len());
    server.stop();
    let server = launch(data.path(), &weather).start();
    let person = person.at(&server.url);
    weather.asked_again(1).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(weather_of(&person).await, expected);
    let again = &weather.asked()[asked.len()..];
    assert!(
        again
            .iter()
            .all(|asked| asked.query.get("name").is_some_and(|name| name == "nowhereville")),
        "{again:?}"
    );
    // What a person deleted does not come back.
    let temperature = context_of(&person).await;
    for entry in temperature
        .iter()
        .filter(|entry| entry["source"] == "weather" && entry["local_date"] == days_ago(33).to_string())
    {
        let id = entry["id"].as_str().unwrap();
        let deletion = json!({ "op": "delete", "id": id, "kind": "context", "mutation_id": fresh_id(), "expected_version": 1 });
        assert_eq!(person.post("/v1/events", &deletion).await.1["items"][0]["status"], "recorded");
    }
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(weather_of(&person).await.len(), 4 * METRICS.len());
    server.stop();
    let log = fs::read_to_string(data.path().join("log")).unwrap().to_lowercase();
    assert!(log.len() > 10_000, "there is a log to be searched");
    for word in ["oslo", "nowhereville", "latitude", "10.7&"] {
        assert!(!log.contains(word), "`{word}` in the log");
    }
}

#[tokio::test]
async fn nothing_is_asked_without_consent() {
    let (data, weather) = (TempDir::new().unwrap(), Weather::start().await);
    let server = launch(data.path(), &weather).start();
    let (person, other) = (
        Person::register_in(&server.url, "Europe/Oslo").await,
        Person::register_in(&server.url, "Europe/Oslo").await,
    );
    mood_at(&person, 10, "Oslo").await;
    mood_at(&other, 20, "Oslo").await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(weather.asked().is_empty(), "{:?}", weather.asked());
    agree(&person, true).await;
    weather_on(&person, 1).await;
    agree(&person, false).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let asked = weather.asked().len();
    mood_at(&person, 30, "Oslo").await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(weather.asked().len(), asked, "consent that was withdrawn is none");
    assert_eq!(weather_of(&person).await.len(), METRICS.len(), "what is recorded stays");
    assert!(weather_of(&other).await.is_empty());
    server.stop();
    // Without a service nobody is asked, whoever agrees.
    let server = Launch::on(data.path()).arg("--role").arg("api").start();
    agree(&person.at(&server.url), true).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(weather.asked().len(), asked);
}

#[tokio::test]
async fn a_bad_day_of_the_service_hurts_nobody() {
    let (data, weather) = (TempDir::new().unwrap(), Weather::start().await);
    let server = launch(data.path(), &weather).start();
    let person = Person::register_in(&server.url, "Europe/Oslo").await;
    mood_at(&person, 10, "Oslo").await;
    mood_at(&person, 11, "Oslo").await;
    weather.is(Mood::Status(500));
    agree(&person, true).await;
    let daily = "temperature_2m_mean,precipitation_sum";
    let good = good_days(days_ago(11), days_ago(10), daily);
    let changed = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        Mood::Says(changed.to_string())
    };
    let namesake = json!({ "id": 1, "name": "Oslo", "latitude": 48.19, "longitude": -97.13, "timezone": "America/Chicago" });
    let nowhere = json!({ "id": 1, "name": "Oslo", "latitude": 591.0, "longitude": 10.7, "timezone": "Europe/Oslo" });
    let mut moods = vec![
        Mood::Status(500),
        Mood::Status(429),
        Mood::Status(400),
        Mood::Status(302),
        Mood::Slow(Duration::from_secs(5)),
        Mood::Place(nowhere),
    ];
    // From here on the place is known, and the days are wrong.
    moods.extend([
        Mood::Says(String::new()),
        Mood::Says("<html>Bad gateway</html>".to_owned()),
        Mood::Says("[".repeat(100_000)),
        Mood::Says(" ".repeat(2 << 20)),
        Mood::Says(json!({ "daily": {} }).to_string()),
        changed("/daily/time", json!([days_ago(11)])),
        changed("/daily/time", json!(["yesterday", "today"])),
        changed("/daily/time", json!([days_ago(1_000), days_ago(999)])),
        changed("/daily/temperature_2m_mean", json!([1.0])),
        changed("/daily/temperature_2m_mean", json!(["warm", "cold"])),
        changed("/daily/temperature_2m_mean", json!([1.0, 400.0])),
        changed("/daily/precipitation_sum", json!([1.0, -1.0])),
        changed("/daily_units/temperature_2m_mean", json!("°F")),
    ]);
    for mood in moods {
        weather.is(mood.clone());
        weather.asked_again(2).await;
        let begun = Instant::now();
        let (status, _) = person.get("/v1/dashboard").await;
        assert!(
            status == StatusCode::OK && begun.elapsed() < Duration::from_secs(2),
            "nobody waits for it"
        );
        assert!(context_of(&person).await.is_empty(), "{mood:?}");
    }
    weather.is(Mood::Good);
    weather_on(&person, 2).await;
    // A day of which nothing is known, and a namesake on another continent, give nothing, and are not asked for all the time.
    let nulls = json!({ "daily_units": { "temperature_2m_mean": "undefined" }, "daily": { "time": [days_ago(20)], "temperature_2m_mean": [null] } });
    weather.is(Mood::Says(nulls.to_string()));
    mood_at(&person, 20, "Oslo").await;
    weather.asked_again(1).await;
    weather.is(Mood::Place(namesake));
    mood_at(&person, 25, "Oslo, Minnesota").await;
    weather.asked_again(1).await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let asked = weather.asked().len();
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(weather.asked().len(), asked, "{:?}", weather.asked().last());
    assert_eq!(weather_of(&person).await.len(), 2 * METRICS.len());
    // A service that is gone, or never answers, does not keep the server from stopping.
    weather.is(Mood::Slow(Duration::from_secs(60)));
    mood_at(&person, 60, "Oslo").await;
    weather.asked_again(1).await;
    let begun = Instant::now();
    server.stop();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    drop(weather);
    let log = fs::read_to_string(data.path().join("log")).unwrap();
    assert!(!log.contains("panic") && !log.to_lowercase().contains("oslo"));
}

#[test]
fn an_address_that_is_none_is_told_at_the_start() {
    let data = TempDir::new().unwrap();
    for address in ["nowhere", "ftp://example.org", "http://", "https://example.org/?key=1"] {
        let args = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--weather",
            "open-meteo",
            "--weather-archive",
            address,
            "--data",
        ];
        let told = eunoia_tests::eunoia(args.into_iter().chain([data.path().to_str().unwrap()])).failure();
        assert!(told.contains(address), "{told}");
    }
}
