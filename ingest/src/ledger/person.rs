use jiff::Timestamp;
use sqlx::{AnyConnection, any::AnyRow};
use uuid::Uuid;

use super::{Ledger, LedgerError, instant, millis, row::column};
use eunoia_domain::Zone;

/// Somebody who uses the product.
#[derive(Debug, Clone)]
pub struct Person {
    /// The number that the ledger's rows carry.
    pub id: i64,
    /// The id that clients see.
    pub public_id: Uuid,
    /// The random number that stands for the person in the warehouse.
    pub subject: u64,
    pub email: String,
    /// An argon2id hash in PHC form.
    pub password_hash: String,
    pub zone: Zone,
    /// A simulated person.
    pub synthetic: bool,
    /// Their days may count in the aggregates of organisations that they joined.
    pub aggregate_consent: bool,
    /// The weather at their place may be fetched.
    pub weather_consent: bool,
    /// What is suggested may be chosen by their own days.
    pub suggestion_consent: bool,
}

/// A person to be added.
#[derive(Debug)]
pub struct NewPerson {
    pub email: String,
    pub password_hash: String,
    pub zone: Zone,
    pub synthetic: bool,
}

/// What became of a registration.
#[derive(Debug)]
pub enum Registration {
    Added(Person),
    EmailTaken,
}

const PERSON: &str = "SELECT id, public_id, subject, email, password_hash, zone, synthetic, aggregate_consent, weather_consent, suggestion_consent FROM person";

/// What a person can agree to; nothing is agreed to by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Aggregates = 1,
    Weather = 2,
    Suggestions = 3,
}

/// What is to become of a person's settings; what is [`None`] stays.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub zone: Option<Zone>,
    pub aggregate_consent: Option<bool>,
    pub weather_consent: Option<bool>,
    pub suggestion_consent: Option<bool>,
}

/// A consent that was given or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentChange {
    pub given: bool,
    pub at: Timestamp,
}

impl Ledger {
    pub async fn add_person(&self, new: NewPerson, now: Timestamp) -> Result<Registration, LedgerError> {
        let random = |_| LedgerError::Unavailable(sqlx::Error::Protocol("the system gave no randomness".into()));
        let public_id = {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(random)?;
            uuid::Builder::from_random_bytes(bytes).into_uuid()
        };
        // 63 bits: SQL numbers are signed.
        let subject = (getrandom::u64().map_err(random)? >> 1) as i64;
        let statement = "INSERT INTO person (public_id, subject, email, password_hash, zone, synthetic, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING";
        let query = sqlx::query(statement)
            .bind(public_id.as_bytes().to_vec())
            .bind(subject)
            .bind(new.email.clone())
            .bind(new.password_hash);
        let query = query
            .bind(new.zone.name().to_owned())
            .bind(i64::from(new.synthetic))
            .bind(millis(now));
        let added = {
            let _turn = self.turn().await;
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected()
        };
        if added == 0 {
            return Ok(Registration::EmailTaken);
        }
        let person = self.person_by_email(&new.email).await?;
        person.map(Registration::Added).ok_or(LedgerError::Inconsistent {
            seq: 0,
            what: "a person just added is gone",
        })
    }

    /// `email` as it was stored: trimmed, in lower case.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, LedgerError> {
        self.one_person(sqlx::query(sqlx::AssertSqlSafe(format!("{PERSON} WHERE email = $1"))).bind(email.to_owned()))
            .await
    }

    pub async fn person(&self, id: i64) -> Result<Option<Person>, LedgerError> {
        self.one_person(sqlx::query(sqlx::AssertSqlSafe(format!("{PERSON} WHERE id = $1"))).bind(id))
            .await
    }

    async fn one_person(&self, query: sqlx::query::Query<'_, sqlx::Any, sqlx::any::AnyArguments>) -> Result<Option<Person>, LedgerError> {
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        row.as_ref().map(person).transpose()
    }

    /// Everybody, by id.
    pub async fn people(&self) -> Result<Vec<Person>, LedgerError> {
        let query = sqlx::query(sqlx::AssertSqlSafe(format!("{PERSON} ORDER BY id")));
        query
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?
            .iter()
            .map(person)
            .collect()
    }

    /// Changes a person's settings, all of them or none. Each consent that changes is noted with its time; saying again what
    /// holds already is not. Nothing that is recorded is dated anew by another zone.
    pub async fn change_settings(&self, person_id: i64, settings: &Settings, now: Timestamp) -> Result<Option<Person>, LedgerError> {
        {
            let _turn = self.turn().await;
            let mut transaction = self.begin().await?;
            if let Some(zone) = &settings.zone {
                let query = sqlx::query("UPDATE person SET zone = $1 WHERE id = $2").bind(zone.name().to_owned());
                query.bind(person_id).execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
            }
            for (purpose, given) in [
                (Purpose::Aggregates, settings.aggregate_consent),
                (Purpose::Weather, settings.weather_consent),
                (Purpose::Suggestions, settings.suggestion_consent),
            ] {
                if let Some(given) = given {
                    self.set_consent(&mut transaction, person_id, purpose, given, now).await?;
                }
            }
            transaction.commit().await.map_err(|e| self.failed(e))?;
        }
        self.person(person_id).await
    }

    async fn set_consent(
        &self,
        connection: &mut AnyConnection,
        person_id: i64,
        purpose: Purpose,
        given: bool,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let statement = match purpose {
            Purpose::Aggregates => "UPDATE person SET aggregate_consent = $1 WHERE id = $2 AND aggregate_consent <> $1",
            Purpose::Weather => "UPDATE person SET weather_consent = $1 WHERE id = $2 AND weather_consent <> $1",
            Purpose::Suggestions => "UPDATE person SET suggestion_consent = $1 WHERE id = $2 AND suggestion_consent <> $1",
        };
        let changed = sqlx::query(statement)
            .bind(i64::from(given))
            .bind(person_id)
            .execute(&mut *connection);
        if changed.await.map_err(|e| self.failed(e))?.rows_affected() == 0 {
            return Ok(());
        }
        let note = sqlx::query("INSERT INTO consent (person_id, purpose, given, changed_at) VALUES ($1, $2, $3, $4)");
        let note = note.bind(person_id).bind(purpose as i64).bind(i64::from(given)).bind(millis(now));
        note.execute(connection).await.map(drop).map_err(|e| self.failed(e))
    }

    /// When a person gave and withdrew a consent, oldest first.
    pub async fn consent_changes(&self, person_id: i64, purpose: Purpose) -> Result<Vec<ConsentChange>, LedgerError> {
        let query = sqlx::query("SELECT given, changed_at FROM consent WHERE person_id = $1 AND purpose = $2 ORDER BY id");
        let rows = query.bind(person_id).bind(purpose as i64).fetch_all(&self.pool).await;
        let change = |row: &AnyRow| {
            Ok(ConsentChange {
                given: column::<i64>(row, 0)? != 0,
                at: instant(column(row, 1)?, "consent.changed_at")?,
            })
        };
        rows.map_err(|e| self.failed(e))?.iter().map(change).collect()
    }

    /// Keeps the hash of a refresh token.
    pub async fn add_session(
        &self,
        token_hash: &[u8; 32],
        person_id: i64,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let _turn = self.turn().await;
        let expired = sqlx::query("DELETE FROM session WHERE expires_at < $1").bind(millis(now));
        expired.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        let query = sqlx::query("INSERT INTO session (token_hash, person_id, expires_at) VALUES ($1, $2, $3)");
        let query = query.bind(token_hash.to_vec()).bind(person_id).bind(millis(expires_at));
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }

    /// Takes a refresh token out of use and tells whose it was; [`None`] if it was used, expired or never given.
    pub async fn take_session(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<Person>, LedgerError> {
        let row = {
            let _turn = self.turn().await;
            let query = sqlx::query("DELETE FROM session WHERE token_hash = $1 RETURNING person_id, expires_at").bind(token_hash.to_vec());
            query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?
        };
        let Some(row) = row else { return Ok(None) };
        let (person_id, expires_at): (i64, i64) = (column(&row, 0)?, column(&row, 1)?);
        if expires_at < millis(now) {
            Ok(None)
        } else {
            self.person(person_id).await
        }
    }
}

fn person(row: &AnyRow) -> Result<Person, LedgerError> {
    let wrong = |what| LedgerError::Inconsistent { seq: 0, what };
    let public_id: Vec<u8> = column(row, 1)?;
    let zone: String = column(row, 5)?;
    Ok(Person {
        id: column(row, 0)?,
        public_id: Uuid::from_slice(&public_id).map_err(|_| wrong("person.public_id"))?,
        subject: column::<i64>(row, 2)?.unsigned_abs(),
        email: column(row, 3)?,
        password_hash: column(row, 4)?,
        zone: zone.parse().map_err(|_| wrong("person.zone"))?,
        synthetic: column::<i64>(row, 6)? != 0,
        aggregate_consent: column::<i64>(row, 7)? != 0,
        weather_consent: column::<i64>(row, 8)? != 0,
        suggestion_consent: column::<i64>(row, 9)? != 0,
    })
}
