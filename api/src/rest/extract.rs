//! Extractors whose refusals are problem documents.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, header, request::Parts},
};
use eunoia_domain::{EventId, FieldError};
use eunoia_ingest::ledger::Person;
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::Problem;
use crate::{
    action::{ActionError, Asker},
    app::App,
    auth::ApiSecret,
};

/// The person whose access token came with the request.
pub struct Caller(pub Person);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or_else(Problem::unauthorized)?;
        let person_id = app.tokens.person_id(token, app.now()).ok_or_else(Problem::unauthorized)?;
        let person = app.ledger.person(person_id).await.map_err(ActionError::from)?;
        person.map(Caller).ok_or_else(Problem::unauthorized)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim)
}

/// Who asks for aggregates: a program with an API key, which the action checks, or a person.
pub struct Inquirer(pub Asker);

impl FromRequestParts<Arc<App>> for Inquirer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        match bearer(parts) {
            Some(token) if ApiSecret::is_meant(token) => Ok(Self(Asker::Program(token.to_owned()))),
            _ => {
                let Caller(person) = Caller::from_request_parts(parts, app).await?;
                Ok(Self(Asker::Person(Box::new(person))))
            }
        }
    }
}

/// The id of an organisation, from the path.
pub struct OrganisationId(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for OrganisationId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        path_id(parts, state, "id").await.map(Self)
    }
}

/// The id of an API key, from the path.
pub struct KeyId(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for KeyId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        path_id(parts, state, "key_id").await.map(Self)
    }
}

async fn path_id<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Result<Uuid, Problem> {
    let path = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
    let text = path.ok().and_then(|Path(mut names)| names.remove(name));
    let text = text.ok_or_else(|| FieldError::new(name, "unreadable", "a UUID"))?;
    Uuid::try_parse(&text).map_err(|_| FieldError::new(name, text, "a UUID").into())
}

/// The body of a request, up to the route's limit.
pub struct Body(Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(
                    rejection.status(),
                    "too_large",
                    "the body is larger than 4 MiB; /v1/events/stream takes any length",
                )
            } else {
                Problem::new(StatusCode::BAD_REQUEST, "incomplete", "the body broke off")
            }
        })
    }
}

impl Body {
    /// Reads the body as JSON, whatever its content type says.
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, FieldError> {
        let text = std::str::from_utf8(&self.0).map_err(|_| FieldError::new("body", "broken UTF-8", "JSON in UTF-8"))?;
        serde_json::from_str(text).map_err(|e| FieldError::new("body", "not of that form", e.to_string()))
    }
}

/// The parameters after the question mark.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query
            .map(|Query(value)| Self(value))
            .map_err(|rejection| FieldError::new("query", "not of that form", rejection.body_text()).into())
    }
}

/// The id of an entry, from the path.
pub struct EntryId(pub EventId);

impl<S: Send + Sync> FromRequestParts<S> for EntryId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let text = path
            .map(|Path(text)| text)
            .map_err(|_| FieldError::new("id", "unreadable", "a UUID of version 7 (RFC 9562)"))?;
        Ok(Self(text.parse()?))
    }
}
