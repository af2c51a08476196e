use std::{sync::Arc, time::Duration};

use eunoia_domain::FieldError;
use eunoia_ingest::{
    ledger::{LedgerError, RecordError, Refusal},
    seal::{KeyError, Unsealable},
    upload::UploadError,
    warehouse::WarehouseError,
};
use thiserror::Error;

use super::ImportRefusal;
use crate::auth::PasswordError;

/// Why an action did not do as it was asked.
#[derive(Debug, Error)]
pub enum ActionError {
    /// What came in is wrong; the client can mend it.
    #[error(transparent)]
    Invalid(#[from] FieldError),
    #[error("{}", refusal_text(.0))]
    Refused(Refusal),
    #[error("there is no such entry")]
    NotFound,
    #[error("the entry was deleted")]
    Gone,
    #[error("this address has an account")]
    EmailTaken,
    #[error(transparent)]
    Import(#[from] ImportRefusal),
    #[error("the address or the password is wrong")]
    WrongCredentials,
    #[error("the session has ended; sign in again")]
    SessionExpired,
    /// Something other than an entry is not there, or not for this person to see.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// What is there already stands against it.
    #[error("{told}")]
    Stands { code: &'static str, told: String },
    #[error("this is not a key that holds")]
    WrongKey,
    #[error("this key has expired")]
    KeyExpired,
    #[error("this key was revoked")]
    KeyRevoked,
    #[error("this key lacks the scope {0}")]
    MissingScope(&'static str),
    /// The same call may go through after this time.
    #[error("that is too often; try again later")]
    TooOften(Duration),
    /// Too much at a time, or a store is away: the same call may go through later.
    #[error("try again in a moment")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("something went wrong here")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A refusal in words.
pub fn refusal_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Conflict => "this id was used before with another content; give a new entry a new id".to_owned(),
        Refusal::Gone => "the entry was deleted and does not come back; give a new entry a new id".to_owned(),
        Refusal::NotFound => "there is no such entry".to_owned(),
        Refusal::VersionMismatch { current } => format!("the entry is at version {current}; read it again and make the change from there"),
    }
}

/// The stable code of a refusal.
pub fn refusal_code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Conflict => "conflict",
        Refusal::Gone => "gone",
        Refusal::NotFound => "not_found",
        Refusal::VersionMismatch { .. } => "version_mismatch",
    }
}

fn ledger_error(error: &LedgerError, source: Box<dyn std::error::Error + Send + Sync>) -> ActionError {
    match error {
        LedgerError::Unavailable(_) => ActionError::Busy(source),
        _ => ActionError::Internal(source),
    }
}

impl From<LedgerError> for ActionError {
    fn from(error: LedgerError) -> Self {
        let error = Arc::new(error);
        ledger_error(&Arc::clone(&error), Box::new(error))
    }
}

impl From<KeyError> for ActionError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Store(error) => error.into(),
            KeyError::Destroyed => Self::SessionExpired,
            error => Self::Internal(Box::new(error)),
        }
    }
}

impl From<RecordError> for ActionError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Key(error) => error.into(),
            RecordError::Ledger(error) => ledger_error(&Arc::clone(&error), Box::new(error)),
            error @ RecordError::Stopped => Self::Busy(Box::new(error)),
        }
    }
}

impl From<UploadError> for ActionError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Store(error) => error.into(),
            UploadError::Key(error) => error.into(),
            UploadError::Damaged(error) => error.into(),
            error @ UploadError::Stopped => Self::Busy(Box::new(error)),
        }
    }
}

impl From<PasswordError> for ActionError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy(Box::new(error)),
            PasswordError::Failed => Self::Internal(Box::new(error)),
        }
    }
}

impl From<Unsealable> for ActionError {
    fn from(error: Unsealable) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<WarehouseError> for ActionError {
    fn from(error: WarehouseError) -> Self {
        Self::Busy(Box::new(error))
    }
}

impl From<eunoia_ingest::relay::RelayError> for ActionError {
    fn from(error: eunoia_ingest::relay::RelayError) -> Self {
        Self::Busy(Box::new(error))
    }
}

impl ActionError {
    /// A worker thread that went away.
    pub(crate) fn worker(error: tokio::task::JoinError) -> Self {
        Self::Internal(Box::new(error))
    }
}
