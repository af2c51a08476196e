//! A weather service as Open-Meteo speaks, with a bad day at will.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{ToSpan, civil::Date};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// How it answers.
#[derive(Debug, Clone)]
pub enum Mood {
    Good,
    /// This status, as Open-Meteo tells of errors.
    Status(u16),
    /// After so long.
    Slow(Duration),
    /// This instead of the days.
    Says(String),
    /// That place instead of the one that was asked for.
    Place(Value),
}

/// One question that it was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub query: BTreeMap<String, String>,
    /// Names of headers.
    pub headers: Vec<String>,
}

#[derive(Debug)]
struct Service {
    mood: Mood,
    asked: Vec<Asked>,
}

/// The service, until it is dropped.
#[derive(Debug)]
pub struct Weather {
    pub url: String,
    service: Arc<Mutex<Service>>,
    serving: JoinHandle<()>,
}

impl Weather {
    pub async fn start() -> Self {
        let service = Arc::new(Mutex::new(Service {
            mood: Mood::Good,
            asked: Vec::new(),
        }));
        let router = Router::new()
            .route("/v1/search", get(search))
            .route("/v1/archive", get(days))
            .route("/v1/forecast", get(days))
            .with_state(Arc::clone(&service));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, service, serving }
    }

    pub fn is(&self, mood: Mood) {
        self.service.lock().unwrap().mood = mood;
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.service.lock().unwrap().asked.clone()
    }

    /// Waits until it was asked `more` questions more.
    pub async fn asked_again(&self, more: usize) {
        let before = self.asked().len();
        for _ in 0..3_000 {
            if self.asked().len() >= before + more {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("asked nothing more: {:?}", self.asked());
    }
}

impl Drop for Weather {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

type Served = State<Arc<Mutex<Service>>>;
type Parameters = Query<BTreeMap<String, String>>;

/// Writes the question down, and has a bad day if that is how it is.
async fn hear(service: &Mutex<Service>, uri: &Uri, query: &BTreeMap<String, String>, headers: &HeaderMap) -> Result<Mood, Response> {
    let headers = headers.keys().map(|name| name.as_str().to_owned()).collect();
    let mood = {
        let mut service = service.lock().unwrap();
        let (path, query) = (uri.path().to_owned(), query.clone());
        service.asked.push(Asked { path, query, headers });
        service.mood.clone()
    };
    match mood {
        Mood::Status(status) => {
            let body = json!({ "error": true, "reason": "Cannot initialize WeatherVariable from invalid String value" });
            Err((StatusCode::from_u16(status).unwrap(), body.to_string()).into_response())
        }
        Mood::Slow(pause) => {
            tokio::time::sleep(pause).await;
            Ok(Mood::Good)
        }
        mood => Ok(mood),
    }
}

fn answer(body: &Value) -> Response {
    ([("content-type", "application/json; charset=utf-8")], body.to_string()).into_response()
}

async fn search(State(service): Served, Query(query): Parameters, uri: Uri, headers: HeaderMap) -> Response {
    let mood = match hear(&service, &uri, &query, &headers).await {
        Ok(mood) => mood,
        Err(refused) => return refused,
    };
    let oslo = json!({
        "id": 3_143_244, "name": "Oslo", "latitude": 59.91273, "longitude": 10.74609, "elevation": 26.0, "feature_code": "PPLC",
        "country_code": "NO", "admin1_id": 3_143_242, "timezone": "Europe/Oslo", "population": 580_000, "country_id": 3_144_096,
        "country": "Norway", "admin1": "Oslo"
    });
    let found = match mood {
        Mood::Place(place) => vec![place],
        _ if query.get("name").is_some_and(|name| name.to_lowercase().contains("oslo")) => vec![oslo],
        _ => Vec::new(),
    };
    if found.is_empty() {
        return answer(&json!({ "generationtime_ms": 0.3 }));
    }
    answer(&json!({ "results": found, "generationtime_ms": 0.9 }))
}

async fn days(State(service): Served, Query(query): Parameters, uri: Uri, headers: HeaderMap) -> Response {
    let mood = match hear(&service, &uri, &query, &headers).await {
        Ok(mood) => mood,
        Err(refused) => return refused,
    };
    if let Mood::Says(text) = mood {
        return text.into_response();
    }
    let date = |name: &str| query[name].parse::<Date>().unwrap();
    answer(&good_days(date("start_date"), date("end_date"), &query["daily"]))
}

/// The days of a range, as Open-Meteo gives them: 7 degrees and a bit more each day of the month.
pub fn good_days(from: Date, to: Date, daily: &str) -> Value {
    let dates: Vec<Date> = std::iter::successors(Some(from), |date| Some(*date + 1.day()))
        .take_while(|date| *date <= to)
        .collect();
    let (mut units, mut lists) = (Map::new(), Map::new());
    units.insert("time".to_owned(), json!("iso8601"));
    lists.insert("time".to_owned(), json!(dates));
    for variable in daily.split(',') {
        let (unit, base) = match variable {
            "temperature_2m_mean" => ("°C", 7.0),
            "precipitation_sum" => ("mm", 1.5),
            "relative_humidity_2m_mean" => ("%", 60.0),
            "pressure_msl_mean" => ("hPa", 1_000.0),
            "cloud_cover_mean" => ("%", 50.0),
            "daylight_duration" => ("s", 36_000.0),
            other => panic!("{other} is no daily variable of Open-Meteo"),
        };
        units.insert(variable.to_owned(), json!(unit));
        let values: Vec<f64> = dates.iter().map(|date| base + f64::from(date.day()) / 10.0).collect();
        lists.insert(variable.to_owned(), json!(values));
    }
    json!({
        "latitude": 59.92, "longitude": 10.74, "generationtime_ms": 0.2, "utc_offset_seconds": 3600, "timezone": "Europe/Oslo",
        "timezone_abbreviation": "GMT+1", "elevation": 26.0, "daily_units": units, "daily": lists
    })
}
