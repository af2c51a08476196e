//! The HTTP interface. Handlers take a request apart and call an action; they hold no rules.

mod account;
mod api_key;
mod dashboard;
mod entry;
mod events;
mod export;
mod extract;
mod health;
mod imports;
mod insights;
mod linger;
mod openapi;
mod organisation;
mod overview;
mod population;
mod problem;
mod recommendations;
mod risk;
mod texts;

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::Method,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use eunoia_domain::EntryKind;
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_swagger_ui::SwaggerUi;

pub use openapi::document;
pub use problem::Problem;

use crate::app::App;

/// Bodies of single calls and batches, in bytes.
const BODY_BYTES: usize = 4 << 20;

/// The whole interface. `metrics` renders what was counted.
pub fn router(app: Arc<App>, metrics: PrometheusHandle) -> Router {
    let api = Router::new()
        .route("/v1/auth/register", post(account::register))
        .route("/v1/auth/login", post(account::log_in))
        .route("/v1/auth/refresh", post(account::refresh))
        .route("/v1/auth/logout", post(account::log_out))
        .route("/v1/me", get(account::me).patch(account::change))
        .route("/v1/events", post(events::record))
        .merge(entry::routes("/v1/moods", EntryKind::Mood))
        .merge(entry::routes("/v1/sleep", EntryKind::Sleep))
        .merge(entry::routes("/v1/journals", EntryKind::Journal))
        .merge(entry::routes("/v1/assessments", EntryKind::Assessment))
        .merge(entry::routes("/v1/exercises", EntryKind::Exercise))
        .merge(entry::routes("/v1/gratitude", EntryKind::Gratitude))
        .merge(entry::routes("/v1/context", EntryKind::Context))
        .route("/v1/journals/{id}/text", get(texts::of_journal))
        .route("/v1/events/{id}/text", get(texts::of_event))
        .route("/v1/text", get(texts::list))
        .route("/v1/assessments/course", get(overview::assessments))
        .route("/v1/export", get(export::export))
        .route("/v1/features", get(export::features))
        .route("/v1/usage", get(overview::usage))
        .merge(imports::routes())
        .route("/v1/insights", get(insights::insights))
        .route("/v1/correlations", get(insights::correlations))
        .route("/v1/forecast", get(insights::forecast))
        .route("/v1/forecast/leaderboard", get(insights::leaderboard))
        .route("/v1/dashboard", get(insights::dashboard))
        .route("/v1/risk", get(risk::own))
        .route("/v1/recommendations", get(recommendations::list))
        .route("/v1/recommendations/feedback", post(recommendations::feedback))
        .route("/v1/organisations", post(organisation::create).get(organisation::list))
        .route("/v1/organisations/{id}/invitations", post(organisation::invite))
        .route("/v1/organisations/{id}/keys", post(api_key::create).get(api_key::list))
        .route("/v1/organisations/{id}/keys/{key_id}", delete(api_key::revoke))
        .route("/v1/organisations/{id}/keys/{key_id}/rotate", post(api_key::rotate))
        .route("/v1/memberships", post(organisation::join))
        .route("/v1/memberships/{id}", delete(organisation::leave))
        .route("/v1/population", get(population::population))
        .route("/v1/population/export", get(population::released))
        .route("/v1/population/standing", get(population::standing))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        // Of any length, so without the limit.
        .route("/v1/events/stream", post(events::stream).layer(DefaultBodyLimit::disable()))
        .with_state(app)
        .route("/metrics", get(move || async move { metrics.render() }))
        .merge(SwaggerUi::new("/docs").external_url_unchecked("/openapi.json", openapi::document()))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .fallback(dashboard::asset);
    let api = api.layer(middleware::from_fn(measure)).layer(middleware::from_fn(linger::linger));
    api.layer(CatchPanicLayer::custom(|_| Problem::internal("a handler panicked").into_response()))
}

/// Counts each answer under its route's pattern, never under its path: paths hold ids.
async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    // Any word may stand where the method does; only the known ones are counted apart.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("eunoia_http_requests_total", "route" => route.clone(), "method" => method, "status" => status).increment(1);
    metrics::histogram!("eunoia_http_seconds", "route" => route, "method" => method).record(began.elapsed().as_secs_f64());
    response
}
