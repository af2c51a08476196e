use std::collections::BTreeMap;

use eunoia_domain::{EntryKind, EventId};
use jiff::civil::Date;

use super::{
    Ledger, LedgerError, Record,
    row::{column, days},
};

/// Which of a person's entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// First local date.
    pub from: Option<Date>,
    /// Last local date.
    pub to: Option<Date>,
}

impl Filter {
    /// First and last local date in days since 1970, and milliseconds since 1970 between which all their instants lie: a local
    /// date lies within a day of the instant, and the wider bounds let an index do the work.
    pub(super) fn bounds(&self) -> [i64; 4] {
        const DAY: i64 = 86_400_000;
        let from = self.from.map_or(i64::from(i32::MIN), days);
        let to = self.to.map_or(i64::from(i32::MAX), days);
        [from, to, (from - 2) * DAY, (to + 2) * DAY]
    }
}

/// A place in a list, newest first: just after this entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Milliseconds since 1970.
    pub observed_at: i64,
    pub id: EventId,
}

/// A stretch of a list.
#[derive(Debug)]
pub struct Page {
    pub records: Vec<Record>,
    /// Where the next page begins, if there is more.
    pub next: Option<Position>,
}

impl Ledger {
    /// A person's current entries of one kind, newest first, then by id.
    pub async fn list(
        &self,
        person_id: i64,
        kind: EntryKind,
        filter: &Filter,
        after: Option<Position>,
        limit: u32,
    ) -> Result<Page, LedgerError> {
        let [from, to, earliest, latest] = filter.bounds();
        let (at, id) = after.map_or((i64::MAX, vec![0xff; 16]), |p| (p.observed_at, p.id.as_bytes().to_vec()));
        let statement = format!(
            "SELECT {} FROM event e WHERE e.person_id = $1 AND e.kind = $2 AND e.superseded_by IS NULL AND e.op <> 2 \
             AND e.observed_at BETWEEN $3 AND $4 AND e.local_date BETWEEN $5 AND $6 AND (e.observed_at, e.event_id) < ($7, $8) \
             ORDER BY e.observed_at DESC, e.event_id DESC LIMIT $9",
            Record::COLUMNS
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(person_id)
            .bind(i64::from(kind.code()));
        let query = query
            .bind(earliest)
            .bind(latest)
            .bind(from)
            .bind(to)
            .bind(at)
            .bind(id)
            .bind(i64::from(limit) + 1);
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let mut records = rows.iter().map(Record::from_row).collect::<Result<Vec<_>, _>>()?;
        let more = records.len() > limit as usize;
        records.truncate(limit as usize);
        let next = records.last().filter(|_| more).map(|r| Position {
            observed_at: r.moment.at().as_millisecond(),
            id: r.id,
        });
        Ok(Page { records, next })
    }

    /// The latest version of one event, which may be its deletion.
    pub async fn latest(&self, person_id: i64, id: EventId) -> Result<Option<Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.person_id = $1 AND e.event_id = $2 ORDER BY e.version DESC LIMIT 1",
            Record::COLUMNS
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(person_id)
            .bind(id.as_bytes().to_vec());
        query
            .fetch_optional(&self.pool)
            .await
            .map_err(|e| self.failed(e))?
            .as_ref()
            .map(Record::from_row)
            .transpose()
    }

    /// Everything current that a person recorded, oldest first.
    pub async fn history(&self, person_id: i64) -> Result<Vec<Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.person_id = $1 AND e.superseded_by IS NULL AND e.op <> 2 ORDER BY e.observed_at, e.seq",
            Record::COLUMNS
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(person_id);
        query
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?
            .iter()
            .map(Record::from_row)
            .collect()
    }

    /// What is current of a person's entries and can be measured, a page at a time, by kind, then time, then id: at most
    /// `limit` after `after`. Bodies of kinds that are only counted are left out.
    pub async fn measured(&self, person_id: i64, after: Option<&Record>, limit: u32) -> Result<Vec<Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.person_id = $1 AND e.superseded_by IS NULL AND e.op <> 2 \
             AND (e.kind, e.observed_at, e.event_id) > ($2, $3, $4) ORDER BY e.kind, e.observed_at, e.event_id LIMIT $5",
            Record::MEASURED_COLUMNS
        );
        let (kind, at, id) = after.map_or((0, 0, Vec::new()), |record| {
            (
                record.kind.code(),
                record.moment.at().as_millisecond(),
                record.id.as_bytes().to_vec(),
            )
        });
        let query = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(person_id)
            .bind(i64::from(kind))
            .bind(at)
            .bind(id);
        let rows = query
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        rows.iter().map(Record::from_row).collect()
    }

    /// The number of a person's last change, or of what was read last in their texts; 0 if there is neither: a history read
    /// before it is stale.
    pub async fn revision(&self, person_id: i64) -> Result<i64, LedgerError> {
        let last = "SELECT max(seq) FROM (SELECT max(seq) AS seq FROM event WHERE person_id = $1 \
             UNION ALL SELECT max(seq) FROM text_score WHERE person_id = $1) AS either";
        let query = sqlx::query(last).bind(person_id);
        let row = query.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?;
        Ok(column::<Option<i64>>(&row, 0)?.unwrap_or(0))
    }

    /// As [`Ledger::revision`], of everybody who recorded anything.
    pub async fn revisions(&self) -> Result<BTreeMap<i64, i64>, LedgerError> {
        let last = "SELECT person_id, max(seq) FROM (SELECT person_id, max(seq) AS seq FROM event GROUP BY person_id \
             UNION ALL SELECT person_id, max(seq) FROM text_score GROUP BY person_id) AS either GROUP BY person_id";
        let rows = sqlx::query(last).fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(|row| Ok((column(row, 0)?, column(row, 1)?))).collect()
    }

    /// The last number given out that the relay has to carry or has carried, 0 if there is none.
    pub async fn last_seq(&self) -> Result<i64, LedgerError> {
        // Scores of old models are forgotten, and the last of all may have been one.
        let last = "SELECT max(seq) FROM (SELECT max(seq) AS seq FROM event UNION ALL SELECT max(seq) FROM text_score \
             UNION ALL SELECT cursor FROM relay WHERE id = 1) AS any_of_them";
        let row = sqlx::query(last).fetch_one(&self.pool).await.map_err(|e| self.failed(e))?;
        Ok(column::<Option<i64>>(&row, 0)?.unwrap_or(0))
    }
}
