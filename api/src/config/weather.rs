use std::time::Duration;

use clap::{Args, ValueEnum};
use eunoia_ingest::weather::OpenMeteoConfig;

/// Where the weather of past days comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WeatherProvider {
    /// open-meteo.com, or a server of the same interface.
    OpenMeteo,
}

/// Weather for people who agreed to it.
#[derive(Debug, Clone, Args)]
pub struct WeatherConfig {
    /// Fetch the weather of past days for people who agreed to it. The service is told the name of a place, coordinates to a
    /// tenth of a degree and dates. Default: nothing is fetched.
    #[arg(long = "weather", value_enum, value_name = "SERVICE", env = "EUNOIA_WEATHER")]
    pub provider: Option<WeatherProvider>,

    /// Base address of Open-Meteo's geocoding.
    #[arg(
        long = "weather-geocoding",
        value_name = "URL",
        env = "EUNOIA_WEATHER_GEOCODING",
        default_value = "https://geocoding-api.open-meteo.com"
    )]
    pub geocoding: String,

    /// Base address of Open-Meteo's archive.
    #[arg(
        long = "weather-archive",
        value_name = "URL",
        env = "EUNOIA_WEATHER_ARCHIVE",
        default_value = "https://archive-api.open-meteo.com"
    )]
    pub archive: String,

    /// Base address of Open-Meteo's forecast, which has the last days.
    #[arg(
        long = "weather-forecast",
        value_name = "URL",
        env = "EUNOIA_WEATHER_FORECAST",
        default_value = "https://api.open-meteo.com"
    )]
    pub forecast: String,

    /// Seconds between two looks at what is missing.
    #[arg(long = "weather-every", value_name = "SECONDS", env = "EUNOIA_WEATHER_EVERY", default_value_t = 3_600, value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,

    /// Seconds that the service may take for an answer.
    #[arg(long = "weather-patience", value_name = "SECONDS", env = "EUNOIA_WEATHER_PATIENCE", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub patience: u64,
}

impl WeatherConfig {
    pub fn open_meteo(&self) -> OpenMeteoConfig {
        OpenMeteoConfig {
            geocoding: self.geocoding.clone(),
            archive: self.archive.clone(),
            forecast: self.forecast.clone(),
            patience: Duration::from_secs(self.patience),
        }
    }
}
