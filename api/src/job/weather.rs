//! Looks every hour for days that lack weather, of people who agreed to it. A source that fails is left alone until the
//! next look; nothing else waits for it.

use std::{sync::Arc, time::Duration};

use eunoia_ingest::weather::WeatherSource;
use tokio::{sync::watch, time::sleep};

use crate::{
    action::{FetchError, WeatherMemory, fetch_weather},
    app::App,
};

/// Failures of the source, one after another, after which a look is broken off.
const MOST_FAILURES: u32 = 3;

/// Looks now, and again each time that `every` has passed, until the process stops.
pub async fn run_weather(app: Arc<App>, source: Arc<dyn WeatherSource>, every: Duration, mut stopped: watch::Receiver<bool>) {
    let mut memory = WeatherMemory::default();
    loop {
        tokio::select! {
            () = look(&app, &*source, &mut memory) => {}
            // What is fetched and not recorded is fetched again.
            _ = stopped.changed() => return,
        }
        tokio::select! {
            () = sleep(every) => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn look(app: &App, source: &dyn WeatherSource, memory: &mut WeatherMemory) {
    let people = match app.ledger.people().await {
        Ok(people) => people,
        Err(error) => return tracing::warn!(error = %error, "no look at the weather"),
    };
    let (mut days, mut failures) = (0, 0);
    // One question at a time: the source is somebody else's.
    for person in people.iter().filter(|person| person.weather_consent && !person.synthetic) {
        match fetch_weather(app, person, source, memory).await {
            Ok(recorded) => (days, failures) = (days + recorded, 0),
            Err(error) => {
                // Neither what was asked nor for whom.
                match error {
                    FetchError::Source(error) => {
                        tracing::warn!(error = %error, "weather was not fetched");
                        failures += 1;
                    }
                    FetchError::Action(_) => tracing::warn!("weather was not recorded"),
                }
            }
        }
        if failures == MOST_FAILURES {
            tracing::warn!("the weather source is left alone for now");
            break;
        }
    }
    metrics::counter!("eunoia_weather_days_total").increment(days as u64);
}
