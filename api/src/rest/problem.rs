//! Errors as problem documents (RFC 9457). The one mapping from errors to HTTP.

use std::error::Error;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use eunoia_domain::FieldError;
use eunoia_ingest::ledger::Refusal;
use serde::Serialize;

use crate::action::{ActionError, ImportRefusal};

/// What went wrong, for the client: 4xx say what to mend, 5xx say nothing of the inside.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<Field>,
    /// Seconds after which it may go through, where that is so.
    retry_after: u64,
}

#[derive(Debug, Serialize)]
struct Field {
    field: String,
    value: String,
    reason: String,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    code: &'static str,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Field],
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: 1,
        }
    }

    /// A failure of ours. `what` goes to the log with the id that the client is told, and nothing else does.
    pub fn internal(what: &str) -> Self {
        let id = getrandom::u64().unwrap_or_default();
        tracing::error!(id = format!("{id:016x}"), what, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            format!("something went wrong here; the log has more under {id:016x}"),
        )
    }

    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "send a valid access token as `Authorization: Bearer ...`",
        )
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        let detail = error.to_string();
        let field = Field {
            field: error.field,
            value: error.value,
            reason: format!("expected {}", error.expected),
        };
        Self {
            errors: vec![field],
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
        }
    }
}

impl From<ActionError> for Problem {
    fn from(error: ActionError) -> Self {
        let told = error.to_string();
        match error {
            ActionError::Invalid(error) => error.into(),
            ActionError::Refused(Refusal::Conflict) => Self::new(StatusCode::CONFLICT, "conflict", told),
            ActionError::Refused(Refusal::VersionMismatch { .. }) => Self::new(StatusCode::CONFLICT, "version_mismatch", told),
            ActionError::Refused(Refusal::Gone) | ActionError::Gone => Self::new(StatusCode::GONE, "gone", told),
            ActionError::Refused(Refusal::NotFound) | ActionError::NotFound => Self::new(StatusCode::NOT_FOUND, "not_found", told),
            ActionError::EmailTaken => Self::new(StatusCode::CONFLICT, "email_taken", told),
            ActionError::Import(ImportRefusal::NotFound) => Self::new(StatusCode::NOT_FOUND, "not_found", told),
            ActionError::Import(ImportRefusal::Conflict) => Self::new(StatusCode::CONFLICT, "conflict", told),
            ActionError::Import(ImportRefusal::TooMany) => Self::new(StatusCode::CONFLICT, "too_many_imports", told),
            ActionError::Import(ImportRefusal::Ended) => Self::new(StatusCode::CONFLICT, "import_ended", told),
            ActionError::WrongCredentials => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", told),
            ActionError::SessionExpired => Self::new(StatusCode::UNAUTHORIZED, "session_expired", told),
            ActionError::Missing(_) => Self::new(StatusCode::NOT_FOUND, "not_found", told),
            ActionError::Stands { code, .. } => Self::new(StatusCode::CONFLICT, code, told),
            ActionError::WrongKey => Self::new(StatusCode::UNAUTHORIZED, "unauthorized", told),
            ActionError::KeyRevoked => Self::new(StatusCode::UNAUTHORIZED, "key_revoked", told),
            ActionError::KeyExpired => Self::new(StatusCode::UNAUTHORIZED, "key_expired", told),
            ActionError::MissingScope(_) => Self::new(StatusCode::FORBIDDEN, "missing_scope", told),
            ActionError::TooOften(wait) => Self {
                // Rounded up: whoever comes then gets through.
                retry_after: wait.as_secs().saturating_add(1),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", told)
            },
            ActionError::Busy(source) => {
                tracing::warn!(error = %chain(source.as_ref()), "a request was put off");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", told)
            }
            ActionError::Internal(source) => Self::internal(&chain(source.as_ref())),
        }
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: &self.errors,
        };
        // Strings and numbers alone always serialise.
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE || self.status == StatusCode::TOO_MANY_REQUESTS {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

pub async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "this resource has no such method; /docs lists what it has",
    )
}
