//! Open-Meteo: geocoding, the archive of past days (ERA5 and others, some days behind), and the forecast's own record of
//! the last days. See <https://open-meteo.com/en/docs/historical-weather-api>.

use std::{collections::HashMap, ops::RangeInclusive, time::Duration};

use async_trait::async_trait;
use jiff::{ToSpan, civil::Date};
use reqwest::{Client, redirect::Policy};
use serde::{Deserialize, de::DeserializeOwned};

use super::{DayWeather, Located, Measure, PlaceName, Spot, WeatherError, WeatherSource};

/// How Open-Meteo is reached.
#[derive(Debug, Clone)]
pub struct OpenMeteoConfig {
    /// Base addresses, without `/v1/...`.
    pub geocoding: String,
    pub archive: String,
    pub forecast: String,
    /// How long an answer may take.
    pub patience: Duration,
}

/// A client of Open-Meteo.
#[derive(Debug)]
pub struct OpenMeteo {
    client: Client,
    geocoding: String,
    archive: String,
    forecast: String,
}

/// Times that a question is asked, at most.
const ATTEMPTS: u32 = 3;
/// Before it is asked again; four times as long before the third time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Bytes of an answer, at most: a year of days is some tens of thousands.
const MOST_BYTES: usize = 1 << 20;
/// Days that the archive may lag behind.
const ARCHIVE_LAG_DAYS: i64 = 7;

impl Measure {
    /// Its name in Open-Meteo, its unit there, and how many of that are one of ours.
    fn variable(self) -> (&'static str, &'static str, f64) {
        match self {
            Self::Temperature => ("temperature_2m_mean", "°C", 1.0),
            Self::Precipitation => ("precipitation_sum", "mm", 1.0),
            Self::Humidity => ("relative_humidity_2m_mean", "%", 1.0),
            Self::Pressure => ("pressure_msl_mean", "hPa", 1.0),
            Self::CloudCover => ("cloud_cover_mean", "%", 1.0),
            Self::DaylightHours => ("daylight_duration", "s", 3_600.0),
        }
    }
}

impl OpenMeteo {
    pub fn new(config: OpenMeteoConfig) -> Result<Self, WeatherError> {
        // The first in a process wins; they are all the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // It tells of no program, follows nobody elsewhere, and keeps no cookies.
        let client = Client::builder()
            .timeout(config.patience)
            .redirect(Policy::none())
            .build()
            .map_err(|e| WeatherError::Client(e.without_url().to_string()))?;
        Ok(Self {
            client,
            geocoding: base(&config.geocoding)?,
            archive: base(&config.archive)?,
            forecast: base(&config.forecast)?,
        })
    }

    /// Asks, and asks again after a while if nobody answers.
    async fn get<T: DeserializeOwned>(&self, address: String, query: &[(&str, &str)]) -> Result<T, WeatherError> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match self.ask(&address, query).await {
                Err(WeatherError::Away(_)) => tokio::time::sleep(pause).await,
                told => return told,
            }
            pause *= 4;
        }
        self.ask(&address, query).await
    }

    async fn ask<T: DeserializeOwned>(&self, address: &str, query: &[(&str, &str)]) -> Result<T, WeatherError> {
        let mut response = self.client.get(address).query(query).send().await.map_err(|e| away(&e))?;
        let status = response.status();
        if status.is_server_error() || status.as_u16() == 429 {
            return Err(WeatherError::Away("it is overloaded or broken"));
        }
        if !status.is_success() {
            return Err(WeatherError::Refused(status.as_u16()));
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|e| away(&e))? {
            if body.len() + part.len() > MOST_BYTES {
                return Err(WeatherError::Malformed("it is too long"));
            }
            body.extend_from_slice(&part);
        }
        serde_json::from_slice(&body).map_err(|_| WeatherError::Malformed("it is not of that form"))
    }

    async fn range(&self, address: String, spot: Spot, from: Date, to: Date) -> Result<Vec<DayWeather>, WeatherError> {
        let daily = Measure::ALL.map(|measure| measure.variable().0).join(",");
        let answer: Daily = self
            .get(
                address,
                &[
                    ("latitude", &spot.latitude()),
                    ("longitude", &spot.longitude()),
                    ("start_date", &from.to_string()),
                    ("end_date", &to.to_string()),
                    ("daily", &daily),
                    ("timezone", "auto"),
                ],
            )
            .await?;
        answer.days(from, to)
    }
}

/// An error's kind. Its text would hold the address with the question.
fn away(error: &reqwest::Error) -> WeatherError {
    WeatherError::Away(if error.is_timeout() {
        "it takes too long"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    })
}

fn base(address: &str) -> Result<String, WeatherError> {
    let parsed = reqwest::Url::parse(address).ok();
    let fits = parsed.is_some_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host() && url.query().is_none());
    fits.then(|| address.trim_end_matches('/').to_owned())
        .ok_or_else(|| WeatherError::Address(address.to_owned()))
}

#[derive(Deserialize)]
struct Places {
    #[serde(default)]
    results: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    latitude: f64,
    longitude: f64,
    /// Left out for some, such as seas.
    timezone: Option<String>,
}

/// `daily` is `time` and a list as long for each variable; `daily_units` has the units.
#[derive(Deserialize)]
struct Daily {
    daily_units: HashMap<String, String>,
    daily: Lists,
}

#[derive(Deserialize)]
struct Lists {
    time: Vec<Date>,
    #[serde(flatten)]
    variables: HashMap<String, Vec<Option<f64>>>,
}

impl Daily {
    fn days(&self, from: Date, to: Date) -> Result<Vec<DayWeather>, WeatherError> {
        let Lists { time, variables } = &self.daily;
        if !time.is_sorted() || time.iter().any(|date| !(from..=to).contains(date)) {
            return Err(WeatherError::Malformed("other days than were asked for"));
        }
        let mut days: Vec<DayWeather> = time
            .iter()
            .map(|date| DayWeather {
                date: *date,
                values: Vec::new(),
            })
            .collect();
        for measure in Measure::ALL {
            let (name, unit, per_unit) = measure.variable();
            // A model that lacks a variable leaves it out, or gives nulls in the unit "undefined".
            let Some(values) = variables.get(name).filter(|values| values.iter().any(Option::is_some)) else {
                continue;
            };
            if values.len() != days.len() {
                return Err(WeatherError::Malformed("a list is not as long as the days"));
            }
            if self.daily_units.get(name).map(String::as_str) != Some(unit) {
                return Err(WeatherError::Malformed("another unit"));
            }
            for (day, value) in days.iter_mut().zip(values) {
                let Some(value) = value.map(|value| value / per_unit) else {
                    continue;
                };
                if !measure.plausible().contains(&value) {
                    return Err(WeatherError::Malformed("a value that is not on earth"));
                }
                // As many decimals as the source has any use for.
                day.values.push((measure, (value * 100.0).round() / 100.0));
            }
        }
        days.retain(|day| !day.values.is_empty());
        Ok(days)
    }
}

#[async_trait]
impl WeatherSource for OpenMeteo {
    async fn locate(&self, name: &PlaceName) -> Result<Option<Located>, WeatherError> {
        let query = [("name", name.as_str()), ("count", "1")];
        let places: Places = self.get(format!("{}/v1/search", self.geocoding), &query).await?;
        let Some(Place {
            latitude,
            longitude,
            timezone: Some(zone),
        }) = places.results.into_iter().next()
        else {
            return Ok(None);
        };
        let spot = Spot::near(latitude, longitude).ok_or(WeatherError::Malformed("a place that is not on earth"))?;
        Ok(Some(Located { spot, zone }))
    }

    async fn days(&self, spot: Spot, days: RangeInclusive<Date>, today: Date) -> Result<Vec<DayWeather>, WeatherError> {
        let (from, to) = days.into_inner();
        let archived = today.saturating_sub(ARCHIVE_LAG_DAYS.days());
        let mut found = Vec::new();
        if from < archived {
            let last = to.min(archived.saturating_sub(1.days()));
            found = self.range(format!("{}/v1/archive", self.archive), spot, from, last).await?;
        }
        if to >= archived {
            let recent = self.range(format!("{}/v1/forecast", self.forecast), spot, from.max(archived), to);
            found.extend(recent.await?);
        }
        Ok(found)
    }
}
