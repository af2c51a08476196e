//! Organisations: who looks at aggregates, and who joined to be counted in them.

use eunoia_domain::FieldError;
use eunoia_ingest::ledger::{Joining, Leaving, MOST_INVITATIONS, MOST_MEMBERSHIPS, Membership, Organisation, Person, Role};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ActionError;
use crate::app::App;

/// An organisation as somebody in it sees it.
#[derive(Debug, Serialize)]
pub struct OrganisationView {
    pub id: Uuid,
    pub name: String,
    /// `owner` or `member`.
    pub role: &'static str,
}

impl From<Membership> for OrganisationView {
    fn from(membership: Membership) -> Self {
        Self {
            id: membership.organisation.public_id,
            name: membership.organisation.name,
            role: match membership.role {
                Role::Owner => "owner",
                Role::Member => "member",
            },
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// 1 to 100 characters.
    pub name: String,
}

/// Longest and usual time that a code to join with holds, in days.
const INVITATION_DAYS: (i64, i64) = (365, 14);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    pub expires_in_days: Option<i64>,
}

/// A code to join with. It is shown here and never again.
#[derive(Debug, Serialize)]
pub struct InvitationView {
    pub code: String,
    pub expires_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoiningCode {
    pub code: String,
}

/// Makes an organisation that the person owns.
pub async fn create_organisation(app: &App, owner: &Person, new: &NewOrganisation) -> Result<OrganisationView, ActionError> {
    let name = short_name(&new.name)?;
    let added = app.ledger.add_organisation(random_id()?, name, owner.id, app.now()).await?;
    let organisation = added.ok_or_else(|| too_many(MOST_MEMBERSHIPS, "organisations a person"))?;
    let role = Role::Owner;
    Ok(Membership { organisation, role }.into())
}

/// Where the person is in.
pub async fn organisations(app: &App, person: &Person) -> Result<Vec<OrganisationView>, ActionError> {
    let found = app.ledger.memberships(person.id).await?;
    Ok(found.into_iter().map(OrganisationView::from).collect())
}

/// The organisation with this id, if the person owns it. To everybody else it is one that does not exist.
pub(super) async fn owned(app: &App, person: &Person, id: Uuid) -> Result<Organisation, ActionError> {
    let found = app.ledger.membership(person.id, id).await?;
    let owned = found.filter(|membership| membership.role == Role::Owner);
    owned
        .map(|membership| membership.organisation)
        .ok_or(ActionError::Missing("organisation"))
}

/// Makes a code that anybody can join with until it expires.
pub async fn invite(app: &App, owner: &Person, id: Uuid, new: &NewInvitation) -> Result<InvitationView, ActionError> {
    let organisation = owned(app, owner, id).await?;
    let expires_at = in_days(app, new.expires_in_days, INVITATION_DAYS)?;
    // 128 random bits: as a UUID's text they are easily copied, with hyphens or without, in either case.
    let code = Uuid::from_bytes(random()?);
    let hash = blake3::hash(code.as_bytes());
    if !app
        .ledger
        .add_invitation(organisation.id, hash.as_bytes(), expires_at, app.now())
        .await?
    {
        return Err(too_many(MOST_INVITATIONS, "codes that have not expired"));
    }
    let code = code.simple().to_string();
    Ok(InvitationView { code, expires_at })
}

/// Joins the organisation whose code it is; true if the person was in already.
pub async fn join(app: &App, person: &Person, joining: &JoiningCode) -> Result<(OrganisationView, bool), ActionError> {
    app.joining_allowance.spend(&person.id).map_err(ActionError::TooOften)?;
    let code = Uuid::try_parse(joining.code.trim()).map_err(|_| ActionError::Missing("invitation with this code"))?;
    let hash = blake3::hash(code.as_bytes());
    match app.ledger.join(hash.as_bytes(), person.id, app.now()).await? {
        Joining::Joined(membership) => Ok((membership.into(), false)),
        Joining::In(membership) => Ok((membership.into(), true)),
        Joining::NoSuchCode => Err(ActionError::Missing("invitation with this code")),
        Joining::TooMany => Err(too_many(MOST_MEMBERSHIPS, "organisations a person")),
    }
}

/// Leaves an organisation; from then on nothing of the person is counted in it.
pub async fn leave(app: &App, person: &Person, id: Uuid) -> Result<(), ActionError> {
    match app.ledger.leave(person.id, id).await? {
        Leaving::Left => Ok(()),
        Leaving::NotIn => Err(ActionError::Missing("organisation")),
        Leaving::Owner => Err(ActionError::Stands {
            code: "owner",
            told: "an owner cannot leave: nobody else could look after the keys".to_owned(),
        }),
    }
}

/// A name without the blanks around it.
pub(super) fn short_name(name: &str) -> Result<&str, FieldError> {
    let trimmed = name.trim();
    let fits = (1..=100).contains(&trimmed.chars().count()) && !trimmed.chars().any(char::is_control);
    fits.then_some(trimmed)
        .ok_or_else(|| FieldError::new("name", name, "1 to 100 characters without control characters"))
}

/// When something ends that holds for `days`, or as usual.
pub(super) fn in_days(app: &App, days: Option<i64>, (longest, usual): (i64, i64)) -> Result<Timestamp, FieldError> {
    let days = days.unwrap_or(usual);
    if !(1..=longest).contains(&days) {
        let expected = format!("a whole number of days from 1 to {longest}");
        return Err(FieldError::new("expires_in_days", days, expected));
    }
    Ok(app.now() + SignedDuration::from_hours(24 * days))
}

pub(super) fn too_many(most: i64, of: &str) -> ActionError {
    ActionError::Stands {
        code: "limit_reached",
        told: format!("there are at most {most} {of}"),
    }
}

pub(super) fn random_id() -> Result<Uuid, ActionError> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}

fn random() -> Result<[u8; 16], ActionError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| ActionError::Internal(Box::new(e)))?;
    Ok(bytes)
}
