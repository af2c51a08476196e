use jiff::Timestamp;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{
    Ledger, LedgerError, Organisation, instant, millis,
    organisation::{organisation, public_id},
    row::column,
};

/// What a program of an organisation may do, as it is kept: the key's secret is known to its holder alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The number that the ledger's rows carry.
    pub id: i64,
    /// The id that clients see; it is a part of the secret's text too.
    pub public_id: Uuid,
    pub name: String,
    /// Sum of the scopes' codes.
    pub scopes: i64,
    /// When the present secret was made.
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub revoked: bool,
}

/// A key to be added.
#[derive(Debug)]
pub struct NewApiKey<'a> {
    pub public_id: Uuid,
    pub name: &'a str,
    pub scopes: i64,
    pub secret_hash: [u8; 32],
    pub expires_at: Timestamp,
}

/// A key with what its holder's secret is compared with.
#[derive(Debug, Clone)]
pub struct KeyCheck {
    pub key: ApiKey,
    pub organisation: Organisation,
    pub secret_hash: [u8; 32],
    /// The secret before the last rotation, and until when it holds.
    pub previous: Option<([u8; 32], Timestamp)>,
}

/// What became of a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    Rotated(ApiKey),
    Revoked,
    NotFound,
}

/// Keys of an organisation that hold; those that were revoked or have expired do not count.
pub const MOST_KEYS: i64 = 200;

const COLUMNS: &str = "k.id, k.public_id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.revoked_at";

/// How often at most a use is written down, in milliseconds.
const USE_EVERY: i64 = 60_000;

impl Ledger {
    /// [`None`] if the organisation has too many keys.
    pub async fn add_api_key(&self, organisation_id: i64, new: &NewApiKey<'_>, now: Timestamp) -> Result<Option<ApiKey>, LedgerError> {
        {
            let _turn = self.turn().await;
            let statement = "INSERT INTO api_key (public_id, organisation_id, name, scopes, secret_hash, created_at, expires_at) \
                 SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM api_key WHERE organisation_id = $2 AND revoked_at IS NULL AND expires_at > $6) < $8";
            let query = sqlx::query(statement).bind(new.public_id.as_bytes().to_vec()).bind(organisation_id);
            let query = query.bind(new.name.to_owned()).bind(new.scopes).bind(new.secret_hash.to_vec());
            let query = query.bind(millis(now)).bind(millis(new.expires_at)).bind(MOST_KEYS);
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        }
        self.api_key(organisation_id, new.public_id).await
    }

    /// An organisation's keys, the oldest first.
    pub async fn api_keys(&self, organisation_id: i64) -> Result<Vec<ApiKey>, LedgerError> {
        let statement = format!("SELECT {COLUMNS} FROM api_key k WHERE k.organisation_id = $1 ORDER BY k.id");
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(organisation_id);
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(api_key).collect()
    }

    async fn api_key(&self, organisation_id: i64, id: Uuid) -> Result<Option<ApiKey>, LedgerError> {
        let statement = format!("SELECT {COLUMNS} FROM api_key k WHERE k.organisation_id = $1 AND k.public_id = $2");
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(organisation_id);
        let query = query.bind(id.as_bytes().to_vec());
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        row.as_ref().map(api_key).transpose()
    }

    /// What a secret that names this key is to be compared with.
    pub async fn key_check(&self, id: Uuid) -> Result<Option<KeyCheck>, LedgerError> {
        let statement = "SELECT o.id, o.public_id, o.name, k.secret_hash, k.previous_hash, k.previous_until \
             FROM api_key k JOIN organisation o ON o.id = k.organisation_id WHERE k.public_id = $1";
        let query = sqlx::query(statement).bind(id.as_bytes().to_vec());
        let Some(row) = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))? else {
            return Ok(None);
        };
        let Some(key) = self.api_key(column(&row, 0)?, id).await? else {
            return Ok(None);
        };
        let previous: (Option<Vec<u8>>, Option<i64>) = (column(&row, 4)?, column(&row, 5)?);
        let previous = match previous {
            (Some(hash), Some(until)) => Some((digest(hash)?, instant(until, "api_key.previous_until")?)),
            _ => None,
        };
        Ok(Some(KeyCheck {
            key,
            organisation: organisation(&row)?,
            secret_hash: digest(column(&row, 3)?)?,
            previous,
        }))
    }

    /// Puts another secret in the present one's place, which holds until `grace_until`, or its own end if that is earlier.
    /// The key lives on for as long as it was given at first.
    pub async fn rotate_api_key(
        &self,
        organisation_id: i64,
        id: Uuid,
        secret_hash: &[u8; 32],
        grace_until: Timestamp,
        now: Timestamp,
    ) -> Result<Rotation, LedgerError> {
        let rotated = {
            let _turn = self.turn().await;
            let statement = "UPDATE api_key SET previous_hash = secret_hash, \
                 previous_until = CASE WHEN expires_at < $1 THEN expires_at ELSE $1 END, \
                 secret_hash = $2, expires_at = $3 + expires_at - created_at, created_at = $3 \
                 WHERE organisation_id = $4 AND public_id = $5 AND revoked_at IS NULL";
            let query = sqlx::query(statement).bind(millis(grace_until)).bind(secret_hash.to_vec());
            let query = query.bind(millis(now)).bind(organisation_id).bind(id.as_bytes().to_vec());
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected() == 1
        };
        Ok(match self.api_key(organisation_id, id).await? {
            Some(key) if rotated => Rotation::Rotated(key),
            Some(_) => Rotation::Revoked,
            None => Rotation::NotFound,
        })
    }

    /// Ends a key for good, with every secret it had; false if there is none. Doing it again changes nothing.
    pub async fn revoke_api_key(&self, organisation_id: i64, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
        let _turn = self.turn().await;
        let statement = "UPDATE api_key SET revoked_at = coalesce(revoked_at, $1) WHERE organisation_id = $2 AND public_id = $3";
        let query = sqlx::query(statement).bind(millis(now)).bind(organisation_id);
        let query = query.bind(id.as_bytes().to_vec());
        Ok(query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected() == 1)
    }

    /// Notes that a key was used, at most once a minute.
    pub async fn note_use(&self, key: &ApiKey, now: Timestamp) -> Result<(), LedgerError> {
        let stale = |last: Timestamp| millis(now) - millis(last) >= USE_EVERY;
        if !key.last_used_at.is_none_or(stale) {
            return Ok(());
        }
        let _turn = self.turn().await;
        let statement = "UPDATE api_key SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at <= $3)";
        let query = sqlx::query(statement).bind(millis(now)).bind(key.id).bind(millis(now) - USE_EVERY);
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }
}

fn api_key(row: &AnyRow) -> Result<ApiKey, LedgerError> {
    let last_used_at: Option<i64> = column(row, 6)?;
    Ok(ApiKey {
        id: column(row, 0)?,
        public_id: public_id(row, 1)?,
        name: column(row, 2)?,
        scopes: column(row, 3)?,
        created_at: instant(column(row, 4)?, "api_key.created_at")?,
        expires_at: instant(column(row, 5)?, "api_key.expires_at")?,
        last_used_at: last_used_at.map(|at| instant(at, "api_key.last_used_at")).transpose()?,
        revoked: column::<Option<i64>>(row, 7)?.is_some(),
    })
}

fn digest(bytes: Vec<u8>) -> Result<[u8; 32], LedgerError> {
    bytes.try_into().map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "api_key.secret_hash",
    })
}
