//! Weather of past days, from a source outside.
//!
//! What a source is told of a person is the name of a place that they wrote, then coordinates rounded to a tenth of a
//! degree (about 10 km) and dates; nothing of who they are. Whether it may be asked at all is the caller's to know.

mod open_meteo;
mod place_name;

use std::{fmt, ops::RangeInclusive};

use async_trait::async_trait;
use jiff::civil::Date;
use thiserror::Error;

pub use open_meteo::{OpenMeteo, OpenMeteoConfig};
pub use place_name::PlaceName;

/// Why a source gave no weather. It says nothing of what was asked: places are a person's words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WeatherError {
    /// It may answer later.
    #[error("the weather source does not answer: {0}")]
    Away(&'static str),
    /// It does not take the question; asking again will not help.
    #[error("the weather source refused with status {0}")]
    Refused(u16),
    #[error("the weather source's answer does not hold: {0}")]
    Malformed(&'static str),
    #[error("`{0}` is not an http:// or https:// address")]
    Address(String),
    #[error("no connections can be made: {0}")]
    Client(String),
}

/// A point on earth, to a tenth of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// Tenths of a degree, north is positive.
    latitude: i16,
    /// Tenths of a degree, east is positive.
    longitude: i16,
}

impl Spot {
    /// The spot nearest to a point, in degrees; [`None`] if there is no such point.
    #[expect(clippy::cast_possible_truncation, reason = "within 1,800 either way")]
    pub fn near(latitude: f64, longitude: f64) -> Option<Self> {
        let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        on_earth.then(|| Self {
            latitude: (latitude * 10.0).round() as i16,
            longitude: (longitude * 10.0).round() as i16,
        })
    }

    fn latitude(self) -> String {
        format!("{:.1}", f64::from(self.latitude) / 10.0)
    }

    fn longitude(self) -> String {
        format!("{:.1}", f64::from(self.longitude) / 10.0)
    }
}

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub spot: Spot,
    /// The IANA zone there, by which a wrong namesake shows.
    pub zone: String,
}

/// A measure of a day's weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Temperature,
    Precipitation,
    Humidity,
    Pressure,
    CloudCover,
    DaylightHours,
}

impl Measure {
    pub const ALL: [Self; 6] = [
        Self::Temperature,
        Self::Precipitation,
        Self::Humidity,
        Self::Pressure,
        Self::CloudCover,
        Self::DaylightHours,
    ];

    /// The metric of the catalogue that it is recorded as, in that metric's unit.
    pub fn metric(self) -> &'static str {
        match self {
            Self::Temperature => "weather.temperature",
            Self::Precipitation => "weather.precipitation",
            Self::Humidity => "weather.humidity",
            Self::Pressure => "weather.pressure",
            Self::CloudCover => "weather.cloud_cover",
            Self::DaylightHours => "weather.daylight_hours",
        }
    }

    /// What it can be on earth: the records of the World Meteorological Organization, with room.
    fn plausible(self) -> RangeInclusive<f64> {
        match self {
            Self::Temperature => -95.0..=65.0,
            Self::Precipitation => 0.0..=2_500.0,
            Self::Humidity | Self::CloudCover => 0.0..=100.0,
            Self::Pressure => 850.0..=1_100.0,
            Self::DaylightHours => 0.0..=24.0,
        }
    }
}

/// One day's weather: what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DayWeather {
    pub date: Date,
    pub values: Vec<(Measure, f64)>,
}

/// Where weather comes from.
#[async_trait]
pub trait WeatherSource: fmt::Debug + Send + Sync {
    /// Where the place of that name is; [`None`] if the source knows none.
    async fn locate(&self, name: &PlaceName) -> Result<Option<Located>, WeatherError>;

    /// The weather of past days at a spot, in the order of days; days that the source knows nothing of are left out.
    async fn days(&self, spot: Spot, days: RangeInclusive<Date>, today: Date) -> Result<Vec<DayWeather>, WeatherError>;
}
