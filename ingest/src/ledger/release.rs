//! What was released about people, and what it cost each of them of their privacy.

use std::fmt::Write;

use eunoia_engine::population::Quarter;
use jiff::{Timestamp, ToSpan, civil::Date};
use sqlx::{AnyConnection, any::AnyRow};

use super::{Ledger, LedgerError, Role, days, instant, millis, row::column};

/// A table that was released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRelease {
    /// The table's name.
    pub name: String,
    pub starts_on: Date,
    pub milliepsilon: u32,
    /// With their noise; [`None`] if the table is not shown.
    pub counts: Option<Vec<i64>>,
    pub released_at: Timestamp,
}

/// A release to be written down with what it costs.
#[derive(Debug)]
pub struct NewRelease<'a> {
    pub organisation_id: i64,
    pub name: &'a str,
    pub starts_on: Date,
    pub milliepsilon: u32,
    pub counts: Option<&'a [i64]>,
    /// Everybody who could be in it, whether they recorded anything or not, by id.
    pub people: &'a [i64],
}

/// Somebody who may be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countable {
    pub person_id: i64,
    pub subject: u64,
}

/// What became of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Releasing {
    Released,
    /// This table was released before; that one stands.
    StoodAlready,
    /// Somebody in it had too little budget left, by now. Nothing was written down.
    Overspent,
}

/// People in one statement.
const CHUNK: usize = 1_000;

impl Ledger {
    /// Everything that was released about an organisation's people, oldest periods first.
    pub async fn releases(&self, organisation_id: i64) -> Result<Vec<StoredRelease>, LedgerError> {
        let statement = "SELECT name, starts_on, milliepsilon, counts, released_at FROM population_release \
             WHERE organisation_id = $1 ORDER BY starts_on, name";
        let rows = sqlx::query(statement).bind(organisation_id).fetch_all(&self.pool).await;
        rows.map_err(|e| self.failed(e))?.iter().map(stored).collect()
    }

    /// Members whose consent holds now, and who have `milliepsilon` left in this quarter out of `most`; by id.
    pub async fn countable(
        &self,
        organisation_id: i64,
        quarter: Quarter,
        milliepsilon: u32,
        most: u32,
    ) -> Result<Vec<Countable>, LedgerError> {
        let statement = "SELECT p.id, p.subject FROM membership m JOIN person p ON p.id = m.person_id \
             LEFT JOIN privacy_loss l ON l.person_id = p.id AND l.quarter = $1 \
             WHERE m.organisation_id = $2 AND m.role = $3 AND p.aggregate_consent = 1 AND coalesce(l.milliepsilon, 0) + $4 <= $5 ORDER BY p.id";
        let query = sqlx::query(statement).bind(quarter.number()).bind(organisation_id);
        let query = query.bind(Role::Member as i64).bind(i64::from(milliepsilon)).bind(i64::from(most));
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let countable = |row: &AnyRow| {
            Ok(Countable {
                person_id: column(row, 0)?,
                subject: column::<i64>(row, 1)?.unsigned_abs(),
            })
        };
        rows.iter().map(countable).collect()
    }

    /// Writes a release down and charges everybody in it, all or nothing. Durable when this returns: what was not written
    /// down must not be shown.
    pub async fn add_release(&self, new: &NewRelease<'_>, most: u32, now: Timestamp) -> Result<Releasing, LedgerError> {
        let _turn = self.turn().await;
        let mut transaction = self.begin().await?;
        let statement = "INSERT INTO population_release (organisation_id, name, starts_on, milliepsilon, counts, released_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, name, starts_on) DO NOTHING";
        let query = sqlx::query(statement).bind(new.organisation_id).bind(new.name.to_owned());
        let query = query.bind(days(new.starts_on)).bind(i64::from(new.milliepsilon));
        let query = query.bind(new.counts.map(written)).bind(millis(now));
        let added = query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        if added.rows_affected() == 0 {
            return Ok(Releasing::StoodAlready);
        }
        for people in new.people.chunks(CHUNK) {
            if self.charge(&mut transaction, people, new, most).await? < people.len() as u64 {
                return Ok(Releasing::Overspent);
            }
        }
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(Releasing::Released)
    }

    /// How many of `people` could be charged: who left or withdrew since they were counted is not.
    async fn charge(&self, connection: &mut AnyConnection, people: &[i64], new: &NewRelease<'_>, most: u32) -> Result<u64, LedgerError> {
        let mut list = String::new();
        for (index, id) in people.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(list, "{}{id}", if index == 0 { "" } else { "," });
        }
        // In the order of ids, so that two releases of overlapping people do not wait for each other.
        let statement = format!(
            "INSERT INTO privacy_loss (person_id, quarter, milliepsilon) SELECT p.id, $1, $2 FROM person p \
             JOIN membership m ON m.person_id = p.id AND m.organisation_id = $4 AND m.role = $5 \
             WHERE p.id IN ({list}) AND p.aggregate_consent = 1 ORDER BY p.id \
             ON CONFLICT (person_id, quarter) DO UPDATE SET milliepsilon = privacy_loss.milliepsilon + $2 \
             WHERE privacy_loss.milliepsilon + $2 <= $3"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(Quarter::of(new.starts_on).number());
        let query = query.bind(i64::from(new.milliepsilon)).bind(i64::from(most));
        let query = query.bind(new.organisation_id).bind(Role::Member as i64);
        Ok(query.execute(connection).await.map_err(|e| self.failed(e))?.rows_affected())
    }

    /// What releases about this quarter cost a person, in thousandths of epsilon.
    pub async fn privacy_loss(&self, person_id: i64, quarter: Quarter) -> Result<u32, LedgerError> {
        let query = sqlx::query("SELECT milliepsilon FROM privacy_loss WHERE person_id = $1 AND quarter = $2");
        let query = query.bind(person_id).bind(quarter.number());
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        let loss = row.as_ref().map_or(Ok(0), |row| column::<i64>(row, 0))?;
        u32::try_from(loss).map_err(|_| wrong("privacy_loss.milliepsilon"))
    }
}

fn written(counts: &[i64]) -> String {
    let counts: Vec<String> = counts.iter().map(i64::to_string).collect();
    counts.join(",")
}

fn stored(row: &AnyRow) -> Result<StoredRelease, LedgerError> {
    let counts: Option<String> = column(row, 3)?;
    let counts = counts.map(|text| text.split(',').map(str::parse).collect::<Result<_, _>>());
    let starts_on: i64 = column(row, 1)?;
    Ok(StoredRelease {
        name: column(row, 0)?,
        starts_on: Date::constant(1970, 1, 1)
            .checked_add(starts_on.days())
            .map_err(|_| wrong("population_release.starts_on"))?,
        milliepsilon: u32::try_from(column::<i64>(row, 2)?).map_err(|_| wrong("population_release.milliepsilon"))?,
        counts: counts.transpose().map_err(|_| wrong("population_release.counts"))?,
        released_at: instant(column(row, 4)?, "population_release.released_at")?,
    })
}

fn wrong(what: &'static str) -> LedgerError {
    LedgerError::Inconsistent { seq: 0, what }
}
