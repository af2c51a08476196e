//! What a person records, counted: no entry is opened for it.

use eunoia_domain::{EntryKind, Source};
use jiff::{Timestamp, civil::Date};

use super::{
    Ledger, LedgerError,
    row::{column, date_of, days},
};

/// How much of a kind a person has recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindUsage {
    pub kind: EntryKind,
    /// Current entries.
    pub count: u64,
    /// The latest time, and the latest local date; over the date line they may be of two entries.
    pub latest: (Timestamp, Date),
}

impl Ledger {
    /// The kinds that the person has entries of.
    pub async fn usage(&self, person_id: i64) -> Result<Vec<KindUsage>, LedgerError> {
        let statement = "SELECT kind, count(*), max(observed_at), max(local_date) FROM event \
             WHERE person_id = $1 AND superseded_by IS NULL AND op <> 2 GROUP BY kind";
        let rows = sqlx::query(statement)
            .bind(person_id)
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        let broken = || LedgerError::Inconsistent {
            seq: 0,
            what: "a kind or a time is not one",
        };
        rows.iter()
            .map(|row| {
                let kind = i16::try_from(column::<i64>(row, 0)?).ok().and_then(EntryKind::from_code);
                let at = Timestamp::from_millisecond(column(row, 2)?).ok();
                Ok(KindUsage {
                    kind: kind.ok_or_else(broken)?,
                    count: u64::try_from(column::<i64>(row, 1)?).map_err(|_| broken())?,
                    latest: (at.ok_or_else(broken)?, date_of(column(row, 3)?).ok_or_else(broken)?),
                })
            })
            .collect()
    }

    /// Local dates on which the person recorded something, the latest first. What devices and services record is left out:
    /// context measures, and sleeps and exercises that were imported.
    pub async fn recorded_days(&self, person_id: i64) -> Result<Vec<Date>, LedgerError> {
        let statement = "SELECT DISTINCT local_date FROM event \
             WHERE person_id = $1 AND kind <> $2 AND NOT (source = $3 AND kind IN ($4, $5)) \
             AND superseded_by IS NULL AND op <> 2 ORDER BY local_date DESC";
        let query = sqlx::query(statement).bind(person_id).bind(i64::from(EntryKind::Context.code()));
        let query = query
            .bind(i64::from(Source::Import.code()))
            .bind(i64::from(EntryKind::Sleep.code()))
            .bind(i64::from(EntryKind::Exercise.code()));
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().filter_map(|row| column(row, 0).map(date_of).transpose()).collect()
    }

    /// Which kinds there are entries of on which days, from the earliest.
    pub async fn kinds_by_day(&self, person_id: i64, from: Date, to: Date) -> Result<Vec<(Date, EntryKind)>, LedgerError> {
        let statement = "SELECT DISTINCT local_date, kind FROM event WHERE person_id = $1 AND local_date BETWEEN $2 AND $3 \
             AND superseded_by IS NULL AND op <> 2 ORDER BY local_date, kind";
        let query = sqlx::query(statement).bind(person_id).bind(days(from)).bind(days(to));
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let pair = |row| {
            let date = date_of(column(row, 0)?);
            let kind = i16::try_from(column::<i64>(row, 1)?).ok().and_then(EntryKind::from_code);
            Ok(date.zip(kind))
        };
        rows.iter().filter_map(|row| pair(row).transpose()).collect()
    }
}
