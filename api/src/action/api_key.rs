//! The keys that an organisation's programs show instead of a person's session.

use eunoia_domain::FieldError;
use eunoia_ingest::ledger::{ApiKey, MOST_KEYS, NewApiKey, Organisation, Person, Rotation};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ActionError,
    organisation::{in_days, owned, random_id, short_name, too_many},
};
use crate::{app::App, auth::ApiSecret};

/// What a key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Aggregates of the organisation's members.
    StatsRead = 1,
    /// Exports of them.
    ExportRead = 2,
}

impl Scope {
    const ALL: [Self; 2] = [Self::StatsRead, Self::ExportRead];

    pub fn name(self) -> &'static str {
        match self {
            Self::StatsRead => "stats:read",
            Self::ExportRead => "export:read",
        }
    }

    fn is_in(self, scopes: i64) -> bool {
        scopes & self as i64 != 0
    }
}

/// Longest and usual life of a key, in days.
const KEY_DAYS: (i64, i64) = (730, 365);
/// Longest and usual time that the old secret holds after a rotation, in hours.
const GRACE_HOURS: (i64, i64) = (720, 24);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// 1 to 100 characters.
    pub name: String,
    pub scopes: Vec<String>,
    pub expires_in_days: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRotation {
    pub grace_hours: Option<i64>,
}

/// A key with its secret, which is shown here and never again.
#[derive(Debug, Serialize)]
pub struct FreshKeyView {
    pub id: Uuid,
    pub name: String,
    pub scopes: Vec<&'static str>,
    pub secret: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A key as its owner finds it later.
#[derive(Debug, Serialize)]
pub struct KeyView {
    pub id: Uuid,
    pub name: String,
    pub scopes: Vec<&'static str>,
    /// How its secret begins.
    pub prefix: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// To the minute.
    pub last_used_at: Option<Timestamp>,
    pub revoked: bool,
}

impl From<ApiKey> for KeyView {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.public_id,
            scopes: scope_names(key.scopes),
            prefix: ApiSecret::prefix(key.public_id),
            name: key.name,
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked: key.revoked,
        }
    }
}

/// Makes a key of an organisation that the person owns.
pub async fn create_key(app: &App, owner: &Person, organisation: Uuid, new: &NewKey) -> Result<FreshKeyView, ActionError> {
    let organisation = owned(app, owner, organisation).await?;
    let (name, scopes) = (short_name(&new.name)?, scopes(&new.scopes)?);
    let expires_at = in_days(app, new.expires_in_days, KEY_DAYS)?;
    let secret = secret(random_id()?)?;
    let key = NewApiKey {
        public_id: secret.key_id,
        name,
        scopes,
        secret_hash: secret.hash(),
        expires_at,
    };
    let added = app.ledger.add_api_key(organisation.id, &key, app.now()).await?;
    let added = added.ok_or_else(|| too_many(MOST_KEYS, "keys that hold"))?;
    Ok(fresh(added, &secret))
}

/// An organisation's keys, the oldest first, without their secrets.
pub async fn keys(app: &App, owner: &Person, organisation: Uuid) -> Result<Vec<KeyView>, ActionError> {
    let organisation = owned(app, owner, organisation).await?;
    let found = app.ledger.api_keys(organisation.id).await?;
    Ok(found.into_iter().map(KeyView::from).collect())
}

/// Gives a key another secret; the old one holds for the grace.
pub async fn rotate_key(
    app: &App,
    owner: &Person,
    organisation: Uuid,
    id: Uuid,
    rotation: &KeyRotation,
) -> Result<FreshKeyView, ActionError> {
    let organisation = owned(app, owner, organisation).await?;
    let (longest, usual) = GRACE_HOURS;
    let grace = rotation.grace_hours.unwrap_or(usual);
    if !(0..=longest).contains(&grace) {
        let expected = format!("a whole number of hours from 0 to {longest}");
        return Err(FieldError::new("grace_hours", grace, expected).into());
    }
    let (secret, now) = (secret(id)?, app.now());
    let grace_until = now + SignedDuration::from_hours(grace);
    let hash = secret.hash();
    match app.ledger.rotate_api_key(organisation.id, id, &hash, grace_until, now).await? {
        Rotation::Rotated(key) => Ok(fresh(key, &secret)),
        Rotation::NotFound => Err(ActionError::Missing("key")),
        Rotation::Revoked => Err(ActionError::Stands {
            code: "revoked",
            told: "this key was revoked and stays so; make another".to_owned(),
        }),
    }
}

/// Ends a key at once and for good.
pub async fn revoke_key(app: &App, owner: &Person, organisation: Uuid, id: Uuid) -> Result<(), ActionError> {
    let organisation = owned(app, owner, organisation).await?;
    let revoked = app.ledger.revoke_api_key(organisation.id, id, app.now()).await?;
    if revoked { Ok(()) } else { Err(ActionError::Missing("key")) }
}

/// The key whose secret this is, and its organisation, if the key still holds. A wrong secret, and one of a key that never
/// was, are answered alike; that a key has ended is told only to whom has its secret.
pub async fn key_of(app: &App, secret: &str) -> Result<(ApiKey, Organisation), ActionError> {
    let secret = ApiSecret::parse(secret).ok_or(ActionError::WrongKey)?;
    let check = app.ledger.key_check(secret.key_id).await?.ok_or(ActionError::WrongKey)?;
    let now = app.now();
    let present = secret.matches(check.secret_hash);
    let previous = check.previous.filter(|(hash, _)| secret.matches(*hash));
    let until = match previous {
        _ if present => check.key.expires_at,
        Some((_, until)) => until,
        None => return Err(ActionError::WrongKey),
    };
    if check.key.revoked {
        return Err(ActionError::KeyRevoked);
    }
    if now >= until {
        return Err(ActionError::KeyExpired);
    }
    if let Err(error) = app.ledger.note_use(&check.key, now).await {
        tracing::warn!(error = %error, "the use of a key was not noted");
    }
    Ok((check.key, check.organisation))
}

/// Refuses a key without `scope`.
pub fn demand(key: &ApiKey, scope: Scope) -> Result<(), ActionError> {
    if scope.is_in(key.scopes) {
        Ok(())
    } else {
        Err(ActionError::MissingScope(scope.name()))
    }
}

fn scopes(names: &[String]) -> Result<i64, FieldError> {
    let expected = "one or both of stats:read and export:read";
    let mut scopes = 0;
    for (index, name) in names.iter().enumerate() {
        let scope = Scope::ALL.into_iter().find(|scope| scope.name() == name);
        scopes |= scope.ok_or_else(|| FieldError::new(format!("scopes[{index}]"), name, expected))? as i64;
    }
    if scopes == 0 {
        return Err(FieldError::missing("scopes", expected));
    }
    Ok(scopes)
}

fn scope_names(scopes: i64) -> Vec<&'static str> {
    Scope::ALL
        .into_iter()
        .filter(|scope| scope.is_in(scopes))
        .map(Scope::name)
        .collect()
}

fn secret(key_id: Uuid) -> Result<ApiSecret, ActionError> {
    ApiSecret::random(key_id).map_err(|e| ActionError::Internal(Box::new(e)))
}

fn fresh(key: ApiKey, secret: &ApiSecret) -> FreshKeyView {
    FreshKeyView {
        id: key.public_id,
        scopes: scope_names(key.scopes),
        name: key.name,
        secret: secret.text(),
        created_at: key.created_at,
        expires_at: key.expires_at,
    }
}
