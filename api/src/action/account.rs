use eunoia_domain::{FieldError, Zone};
use eunoia_ingest::ledger::{NewPerson, Person, Registration, Settings};
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::ActionError;
use crate::{
    app::App,
    auth::{ACCESS_SECONDS, REFRESH_SECONDS, RefreshToken},
};

/// A new account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// An address with an @; at most 254 characters. Upper and lower case are the same.
    pub email: String,
    /// 10 to 200 characters.
    pub password: String,
    /// The person's IANA time zone, such as Europe/Berlin.
    pub zone: String,
}

/// What somebody signs in with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

/// The person as they see themselves.
#[derive(Debug, Serialize)]
pub struct AccountView {
    pub id: Uuid,
    pub email: String,
    pub zone: String,
    /// Whether the simulator made this person up.
    pub synthetic: bool,
    /// Whether their days may count in the aggregates of organisations that they joined; off by default.
    pub aggregate_consent: bool,
    /// Whether the weather at their place may be fetched; off by default.
    pub weather_consent: bool,
    /// Whether what is suggested may be chosen by their own days and by what helped them; off by default.
    pub suggestion_consent: bool,
}

/// What a person changes of their account; what is left out stays.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// An IANA time zone, for what is recorded from now on: nothing recorded is dated anew.
    #[serde(default, deserialize_with = "said")]
    pub zone: Option<String>,
    #[serde(default, deserialize_with = "said")]
    pub aggregate_consent: Option<bool>,
    #[serde(default, deserialize_with = "said")]
    pub weather_consent: Option<bool>,
    #[serde(default, deserialize_with = "said")]
    pub suggestion_consent: Option<bool>,
}

/// A field that may be left out, but is not null: null would be no answer to a question about consent.
fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl From<&Person> for AccountView {
    fn from(person: &Person) -> Self {
        Self {
            id: person.public_id,
            email: person.email.clone(),
            zone: person.zone.name().to_owned(),
            synthetic: person.synthetic,
            aggregate_consent: person.aggregate_consent,
            weather_consent: person.weather_consent,
            suggestion_consent: person.suggestion_consent,
        }
    }
}

/// A session: a short-lived access token, and a refresh token that is used once to get the next pair.
#[derive(Debug, Serialize)]
pub struct SessionView {
    pub person: AccountView,
    pub access_token: String,
    /// Seconds that the access token holds.
    pub expires_in: i64,
    pub refresh_token: String,
}

/// Makes an account and signs in.
pub async fn register(app: &App, new: NewAccount) -> Result<SessionView, ActionError> {
    let email = email(&new.email)?;
    let length = new.password.chars().count();
    if !(10..=200).contains(&length) {
        return Err(FieldError::new("password", format!("{length} characters long"), "10 to 200 characters").into());
    }
    let zone: Zone = new.zone.parse()?;
    match add_person(app, email, new.password, zone, false).await? {
        Registration::Added(person) => session(app, &person).await,
        Registration::EmailTaken => Err(ActionError::EmailTaken),
    }
}

/// The person with this address, made if there is none; then with the random password that comes beside them, which is kept
/// nowhere. For the command line.
pub async fn ensure_person(app: &App, address: &str, zone: &Zone, synthetic: bool) -> Result<(Person, Option<String>), ActionError> {
    let email = email(address)?;
    if let Some(person) = app.ledger.person_by_email(&email).await? {
        return Ok((person, None));
    }
    let password = RefreshToken::random().map_err(|e| ActionError::Internal(Box::new(e)))?.text();
    match add_person(app, email, password.clone(), zone.clone(), synthetic).await? {
        Registration::Added(person) => Ok((person, Some(password))),
        Registration::EmailTaken => Err(ActionError::EmailTaken),
    }
}

pub(super) async fn add_person(
    app: &App,
    email: String,
    password: String,
    zone: Zone,
    synthetic: bool,
) -> Result<Registration, ActionError> {
    let password_hash = app.passwords.hash(password).await?;
    Ok(app
        .ledger
        .add_person(
            NewPerson {
                email,
                password_hash,
                zone,
                synthetic,
            },
            app.now(),
        )
        .await?)
}

pub async fn log_in(app: &App, credentials: Credentials) -> Result<SessionView, ActionError> {
    // Longer ones are nobody's, and not worth hashing.
    if credentials.password.len() > 1_000 {
        return Err(ActionError::WrongCredentials);
    }
    let person = match email(&credentials.email) {
        Ok(email) => app.ledger.person_by_email(&email).await?,
        Err(_) => None,
    };
    let hash = person.as_ref().map(|person| person.password_hash.clone());
    match (app.passwords.verify(credentials.password, hash).await?, person) {
        (true, Some(person)) => session(app, &person).await,
        _ => Err(ActionError::WrongCredentials),
    }
}

/// Exchanges a refresh token for the next session.
pub async fn refresh(app: &App, refresh_token: &str) -> Result<SessionView, ActionError> {
    let token = RefreshToken::parse(refresh_token).ok_or(ActionError::SessionExpired)?;
    let person = app
        .ledger
        .take_session(&token.hash(), app.now())
        .await?
        .ok_or(ActionError::SessionExpired)?;
    session(app, &person).await
}

/// Ends a session; one that has ended already is fine.
pub async fn log_out(app: &App, refresh_token: &str) -> Result<(), ActionError> {
    if let Some(token) = RefreshToken::parse(refresh_token) {
        app.ledger.take_session(&token.hash(), app.now()).await?;
    }
    Ok(())
}

/// Changes the zone or a consent. The time of each consent given or withdrawn is kept.
pub async fn change_account(app: &App, person: &Person, change: AccountChange) -> Result<AccountView, ActionError> {
    let settings = Settings {
        zone: change.zone.as_deref().map(str::parse).transpose()?,
        aggregate_consent: change.aggregate_consent,
        weather_consent: change.weather_consent,
        suggestion_consent: change.suggestion_consent,
    };
    let changed = app.ledger.change_settings(person.id, &settings, app.now()).await?;
    changed.as_ref().map(AccountView::from).ok_or(ActionError::SessionExpired)
}

async fn session(app: &App, person: &Person) -> Result<SessionView, ActionError> {
    let internal = |e: Box<dyn std::error::Error + Send + Sync>| ActionError::Internal(e);
    let now = app.now();
    let token = RefreshToken::random().map_err(|e| internal(Box::new(e)))?;
    app.ledger
        .add_session(&token.hash(), person.id, now + SignedDuration::from_secs(REFRESH_SECONDS), now)
        .await?;
    Ok(SessionView {
        person: person.into(),
        access_token: app.tokens.issue(person.id, now).map_err(|e| internal(Box::new(e)))?,
        expires_in: ACCESS_SECONDS,
        refresh_token: token.text(),
    })
}

/// An address in the form it is kept in.
fn email(text: &str) -> Result<String, FieldError> {
    let email = text.trim().to_lowercase();
    let parts = email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if parts && email.len() <= 254 && !email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Ok(email)
    } else {
        Err(FieldError::new(
            "email",
            text,
            "an address such as name@example.org, at most 254 characters",
        ))
    }
}
