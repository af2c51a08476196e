use jiff::Timestamp;
use sqlx::{Row as _, any::AnyRow};
use uuid::Uuid;

use super::{Ledger, LedgerError, millis, row::column};

/// Somebody who looks at aggregates of people who joined and agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The number that the ledger's rows carry.
    pub id: i64,
    /// The id that clients see.
    pub public_id: Uuid,
    pub name: String,
}

/// What somebody is in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Looks at the aggregates, invites, and holds the keys; is not counted.
    Owner = 1,
    /// Is counted while their consent holds, and sees nothing.
    Member = 2,
}

/// One person's place in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub organisation: Organisation,
    pub role: Role,
}

/// What became of an attempt to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joining {
    Joined(Membership),
    /// They were in already, in this role.
    In(Membership),
    /// No such code, or it has expired.
    NoSuchCode,
    /// They are in as many organisations as anybody may be.
    TooMany,
}

/// What became of an attempt to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    Left,
    /// An owner stays: nobody else could look after the keys.
    Owner,
    NotIn,
}

/// Organisations that one person may be in.
pub const MOST_MEMBERSHIPS: i64 = 100;
/// Invitations of an organisation that have not expired.
pub const MOST_INVITATIONS: i64 = 100;

impl Ledger {
    /// Makes an organisation that `owner_id` owns; [`None`] if they are in too many.
    pub async fn add_organisation(
        &self,
        public_id: Uuid,
        name: &str,
        owner_id: i64,
        now: Timestamp,
    ) -> Result<Option<Organisation>, LedgerError> {
        let _turn = self.turn().await;
        let mut transaction = self.begin().await?;
        let statement = "INSERT INTO organisation (public_id, name, created_at) SELECT $1, $2, $3 \
             WHERE (SELECT count(*) FROM membership WHERE person_id = $4) < $5 RETURNING id";
        let query = sqlx::query(statement).bind(public_id.as_bytes().to_vec()).bind(name.to_owned());
        let query = query.bind(millis(now)).bind(owner_id).bind(MOST_MEMBERSHIPS);
        let added = query.fetch_optional(&mut *transaction).await.map_err(|e| self.failed(e))?;
        let Some(row) = added else { return Ok(None) };
        let id: i64 = column(&row, 0)?;
        let query = sqlx::query("INSERT INTO membership (organisation_id, person_id, role, joined_at) VALUES ($1, $2, $3, $4)");
        let query = query.bind(id).bind(owner_id).bind(Role::Owner as i64).bind(millis(now));
        query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(Some(Organisation {
            id,
            public_id,
            name: name.to_owned(),
        }))
    }

    /// The organisations with this id, or of this name.
    pub async fn organisations_called(&self, id_or_name: &str) -> Result<Vec<Organisation>, LedgerError> {
        let id = id_or_name.parse::<Uuid>().map_or_else(|_| Vec::new(), |id| id.as_bytes().to_vec());
        let query = sqlx::query("SELECT id, public_id, name, 0 FROM organisation WHERE public_id = $1 OR name = $2 ORDER BY id");
        let query = query.bind(id).bind(id_or_name.to_owned());
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(organisation).collect()
    }

    /// Where somebody is in, in the order of joining.
    pub async fn memberships(&self, person_id: i64) -> Result<Vec<Membership>, LedgerError> {
        let query = sqlx::query(
            "SELECT o.id, o.public_id, o.name, m.role FROM membership m JOIN organisation o ON o.id = m.organisation_id \
             WHERE m.person_id = $1 ORDER BY m.joined_at, o.id",
        );
        let rows = query.bind(person_id).fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(membership).collect()
    }

    /// Somebody's place in the organisation with this id, if they have one.
    pub async fn membership(&self, person_id: i64, public_id: Uuid) -> Result<Option<Membership>, LedgerError> {
        let query = sqlx::query(
            "SELECT o.id, o.public_id, o.name, m.role FROM membership m JOIN organisation o ON o.id = m.organisation_id \
             WHERE m.person_id = $1 AND o.public_id = $2",
        );
        let query = query.bind(person_id).bind(public_id.as_bytes().to_vec());
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        row.as_ref().map(membership).transpose()
    }

    /// Keeps the hash of a code to join with; false if the organisation has too many that still hold.
    pub async fn add_invitation(
        &self,
        organisation_id: i64,
        code_hash: &[u8; 32],
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let _turn = self.turn().await;
        let expired = sqlx::query("DELETE FROM invitation WHERE expires_at <= $1").bind(millis(now));
        expired.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        let statement = "INSERT INTO invitation (code_hash, organisation_id, expires_at) SELECT $1, $2, $3 \
             WHERE (SELECT count(*) FROM invitation WHERE organisation_id = $2) < $4";
        let query = sqlx::query(statement).bind(code_hash.to_vec()).bind(organisation_id);
        let query = query.bind(millis(expires_at)).bind(MOST_INVITATIONS);
        Ok(query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected() == 1)
    }

    /// Makes somebody a member of the organisation whose code this is.
    pub async fn join(&self, code_hash: &[u8; 32], person_id: i64, now: Timestamp) -> Result<Joining, LedgerError> {
        let query = sqlx::query(
            "SELECT o.id, o.public_id, o.name FROM invitation i JOIN organisation o ON o.id = i.organisation_id \
             WHERE i.code_hash = $1 AND i.expires_at > $2",
        );
        let query = query.bind(code_hash.to_vec()).bind(millis(now));
        let Some(row) = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))? else {
            return Ok(Joining::NoSuchCode);
        };
        let organisation = organisation(&row)?;
        let added = {
            let _turn = self.turn().await;
            let statement = "INSERT INTO membership (organisation_id, person_id, role, joined_at) SELECT $1, $2, $3, $4 \
                 WHERE (SELECT count(*) FROM membership WHERE person_id = $2) < $5 ON CONFLICT (organisation_id, person_id) DO NOTHING";
            let query = sqlx::query(statement)
                .bind(organisation.id)
                .bind(person_id)
                .bind(Role::Member as i64);
            let query = query.bind(millis(now)).bind(MOST_MEMBERSHIPS);
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected()
        };
        if added == 1 {
            let role = Role::Member;
            return Ok(Joining::Joined(Membership { organisation, role }));
        }
        let there = self.membership(person_id, organisation.public_id).await?;
        Ok(there.map_or(Joining::TooMany, Joining::In))
    }

    /// Ends somebody's membership.
    pub async fn leave(&self, person_id: i64, public_id: Uuid) -> Result<Leaving, LedgerError> {
        let Some(membership) = self.membership(person_id, public_id).await? else {
            return Ok(Leaving::NotIn);
        };
        if membership.role == Role::Owner {
            return Ok(Leaving::Owner);
        }
        let _turn = self.turn().await;
        let query = sqlx::query("DELETE FROM membership WHERE organisation_id = $1 AND person_id = $2 AND role = $3");
        let query = query.bind(membership.organisation.id).bind(person_id).bind(Role::Member as i64);
        let left = query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected();
        Ok(if left == 1 { Leaving::Left } else { Leaving::NotIn })
    }
}

pub(super) fn organisation(row: &AnyRow) -> Result<Organisation, LedgerError> {
    Ok(Organisation {
        id: column(row, 0)?,
        public_id: public_id(row, 1)?,
        name: column(row, 2)?,
    })
}

fn membership(row: &AnyRow) -> Result<Membership, LedgerError> {
    let role = match column::<i64>(row, 3)? {
        1 => Role::Owner,
        2 => Role::Member,
        _ => {
            return Err(LedgerError::Inconsistent {
                seq: 0,
                what: "membership.role",
            });
        }
    };
    let organisation = organisation(row)?;
    Ok(Membership { organisation, role })
}

pub(super) fn public_id(row: &AnyRow, index: usize) -> Result<Uuid, LedgerError> {
    let bytes: &[u8] = row.try_get(index).map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "a column does not decode",
    })?;
    Uuid::from_slice(bytes).map_err(|_| LedgerError::Inconsistent { seq: 0, what: "public_id" })
}
