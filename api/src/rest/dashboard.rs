//! The dashboard's files, built by Vite and embedded in the binary.

use axum::{
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

use super::Problem;

#[derive(Embed)]
#[folder = "dashboard/dist"]
#[allow_missing = true]
struct Assets;

/// Nothing but what this server sends may run or be shown in the page.
const POLICY: &str = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A file of the dashboard; the page itself at `/`.
pub async fn asset(method: Method, uri: Uri) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    match Assets::get(path) {
        Some(file) if method == Method::GET || method == Method::HEAD => serve(path, file),
        Some(_) => super::problem::method_not_allowed().await.into_response(),
        None if path == "index.html" => {
            let detail =
                "this binary was built without the dashboard; `npm ci --ignore-scripts && npm run build` before `cargo build` puts it in";
            Problem::new(StatusCode::NOT_FOUND, "no_dashboard", detail).into_response()
        }
        None => Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "there is nothing at this path; /docs lists what there is",
        )
        .into_response(),
    }
}

fn serve(path: &str, file: EmbeddedFile) -> Response {
    // Vite names the files under assets/ by their content.
    let caching = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, file.data.into_owned()).into_response()
}
