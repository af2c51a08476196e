//! The server: the HTTP interface and the relay, until a signal comes.

use std::{io, net::SocketAddr, path::Path, pin::Pin, sync::Arc, time::Duration};

use axum::serve::Listener;
use eunoia_ingest::{
    relay::{Relay, RelayError, RelayHealth},
    weather::OpenMeteo,
};
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinHandle,
};
use tokio_io_timeout::TimeoutStream;

use crate::{
    action::{self, DEMO_EMAIL, DEMO_PASSWORD},
    app::{App, StartError},
    clock,
    config::{AnalysisConfig, HttpConfig, RateLimitConfig, Role, SafetyConfig, StorageConfig, TextConfig, WeatherConfig, WeatherProvider},
    job, rest, telemetry,
    text::TextReader,
};

/// Serves until SIGTERM or SIGINT; then ends what is under way and stops.
#[expect(clippy::too_many_arguments, reason = "one struct of configuration a concern")]
pub async fn serve(
    storage: StorageConfig,
    http: HttpConfig,
    limits: RateLimitConfig,
    weather: WeatherConfig,
    text: TextConfig,
    safety: SafetyConfig,
    analysis: AnalysisConfig,
    role: Role,
    demo: bool,
) -> Result<(), StartError> {
    let metrics = telemetry::metrics();
    let source = match weather.provider {
        Some(WeatherProvider::OpenMeteo) if role != Role::Relay => Some(OpenMeteo::new(weather.open_meteo())?),
        _ => None,
    };
    let reader = match role {
        Role::Relay => TextReader::none("this process relays, and reads no texts"),
        _ if text.model.as_deref() == Some(Path::new("off")) => TextReader::none("reading texts is turned off"),
        _ => TextReader::start(&text),
    };
    let app = App::open_serving(&storage, &limits, safety, reader).await?;
    let (stop, stopped) = watch::channel(false);
    if role == Role::Api {
        app.relay_health.send_replace(RelayHealth::Elsewhere);
        // A server is there for everybody; an embedded warehouse belongs to the process that relays.
        if storage.warehouse.url.is_some()
            && let Err(error) = app.open_warehouse().await
        {
            tracing::warn!(error = %error, "no warehouse; aggregates are not answered");
        }
    }
    let relay = (role != Role::Api).then(|| tokio::spawn(relay(Arc::clone(&app), stopped.clone())));
    let importing = (role != Role::Relay).then(|| tokio::spawn(job::run_imports(Arc::clone(&app), stopped.clone())));
    let reading = (role != Role::Relay).then(|| tokio::spawn(job::run_texts(Arc::clone(&app), stopped.clone())));
    let flooring = (role != Role::Relay).then(|| tokio::spawn(job::run_floors(Arc::clone(&app), stopped.clone())));
    let every = Duration::from_secs(analysis.every);
    let analysing =
        (role != Role::Api && analysis.every > 0).then(|| tokio::spawn(job::run_analyses(Arc::clone(&app), every, stopped.clone())));
    let every = Duration::from_secs(weather.every);
    let fetching = source.map(|source| tokio::spawn(job::run_weather(Arc::clone(&app), Arc::new(source), every, stopped.clone())));
    if demo {
        match action::demo(&app).await {
            Ok(_) => eprintln!("demo person: {DEMO_EMAIL}, password {DEMO_PASSWORD} (simulated data)"),
            Err(error) => tracing::error!(error = %error, "the demo person could not be added"),
        }
    }
    let listening = |source| StartError::Listen {
        address: http.listen,
        source,
    };
    if role != Role::Relay {
        let listener = TcpListener::bind(http.listen).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        // Whoever started it reads this line, so it goes to standard output.
        println!("eunoia is at http://{address}/");
        let listener = Cutting {
            listener,
            stall: Duration::from_secs(http.stall_seconds.max(1)),
        };
        let served = axum::serve(listener, rest::router(Arc::clone(&app), metrics)).with_graceful_shutdown(terminated());
        // Streams that never end are not waited for.
        tokio::select! {
            served = served => served.map_err(StartError::Serve)?,
            () = async { terminated().await; tokio::time::sleep(Duration::from_secs(10)).await } => {}
        }
    } else {
        println!("eunoia relays");
        terminated().await;
    }
    let _ = stop.send(true);
    end(importing).await;
    end(fetching).await;
    end(reading).await;
    end(flooring).await;
    end(analysing).await;
    end(relay).await;
    // A connection that is stuck in a statement is not waited for either: nothing acknowledged depends on it.
    let _ = tokio::time::timeout(Duration::from_secs(5), app.close()).await;
    Ok(())
}

/// Opens the warehouse and relays into it. Without a warehouse, or while another process relays, it keeps trying.
async fn relay(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    const PAUSE: Duration = Duration::from_secs(2);
    loop {
        let started = async { Relay::start(app.ledger.clone(), app.open_warehouse().await?, clock::now).await };
        match started.await {
            Ok(relay) => return relay.run(stopped, app.relay_health()).await,
            Err(RelayError::Locked) => {
                app.relay_health.send_replace(RelayHealth::Elsewhere);
                tracing::info!("another process relays; waiting to take over");
            }
            Err(error) => tracing::warn!(error = %error, "no relay into the warehouse; everything is still recorded"),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn end(task: Option<JoinHandle<()>>) {
    if let Some(task) = task {
        let _ = tokio::time::timeout(Duration::from_secs(10), task).await;
    }
}

async fn terminated() {
    let wait = async || -> io::Result<()> {
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    };
    if wait().await.is_err() {
        // No signals to be had: the process ends by being killed, which loses nothing.
        std::future::pending::<()>().await;
    }
}

/// Cuts connections whose client leaves an answer unread for too long.
struct Cutting {
    listener: TcpListener,
    stall: Duration,
}

impl Listener for Cutting {
    type Io = Pin<Box<TimeoutStream<TcpStream>>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let _ = stream.set_nodelay(true);
        // A client that is gone without a word is let go after two minutes.
        let alive = TcpKeepalive::new()
            .with_time(Duration::from_secs(60))
            .with_interval(Duration::from_secs(15))
            .with_retries(4);
        let _ = SockRef::from(&stream).set_tcp_keepalive(&alive);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.stall));
        (Box::pin(stream), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
