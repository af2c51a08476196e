//! Imports over HTTP: an upload in parts, then a job that reads it. See `api/src/job/imports.rs` for the job.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use eunoia_domain::{EventId, FieldError, Zone};
use eunoia_ingest::{
    importer::{Format, Mapping, Report},
    ledger::Person,
    upload::{About, Appended, Created, Failure, Import, ImportPosition, ImportState, NewImport, Uploads},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::{ActionError, fresh_id};
use crate::app::App;

/// An import as a client asks for it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportBody {
    /// A UUIDv7 that the client makes, so that it may repeat the call.
    pub id: Option<Uuid>,
    pub format: String,
    /// What the person knows the file by.
    pub name: Option<String>,
    /// In bytes.
    pub size: u64,
    /// Of times in the file that name none; the person's own by default.
    pub zone: Option<String>,
    /// For formats that need one: what the columns mean, the text of the TOML.
    pub mapping: Option<String>,
}

/// An import as a client gets it.
#[derive(Debug, Serialize)]
pub struct ImportView {
    pub id: Uuid,
    pub format: &'static str,
    pub name: Option<String>,
    pub zone: String,
    pub state: ImportState,
    pub size: u64,
    pub received: u64,
    pub progress: ReadingView,
    /// What became of the rows so far.
    pub report: Option<Report>,
    pub error: Option<ImportErrorView>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How much of the file was read.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ReadingView {
    pub bytes: u64,
    pub of_bytes: u64,
}

/// Why an import failed.
#[derive(Debug, Serialize)]
pub struct ImportErrorView {
    pub code: String,
    pub detail: String,
}

/// A page of imports, newest first.
#[derive(Debug, Serialize)]
pub struct ImportPageView {
    pub items: Vec<ImportView>,
    pub next_cursor: Option<String>,
}

/// Which imports are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// 1 to 100.
    pub limit: Option<u32>,
    /// From `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A format that files can be in.
#[derive(Debug, Serialize)]
pub struct FormatView {
    pub format: &'static str,
    pub title: &'static str,
    pub extensions: &'static [&'static str],
    pub needs_mapping: bool,
}

/// What became of a part of an upload.
#[derive(Debug)]
pub enum PartOutcome {
    Taken(Box<ImportView>),
    /// The upload goes on at `received`.
    Elsewhere {
        received: u64,
    },
}

/// Why something about an import was refused.
#[derive(Debug, Error)]
pub enum ImportRefusal {
    #[error("there is no such import")]
    NotFound,
    #[error("this id stands for another import; give a new import a new id")]
    Conflict,
    #[error("{} imports are under way, the most at a time; wait for one, or delete one", Uploads::UNFINISHED)]
    TooMany,
    #[error("the import has ended; begin another")]
    Ended,
}

/// Characters of a file's name, at most.
const NAME_CHARACTERS: usize = 255;
/// Bytes of a mapping, at most.
const MAPPING_BYTES: usize = 256 << 10;

/// Begins an import; true if it was begun before.
pub async fn begin_import(app: &App, person: &Person, body: ImportBody) -> Result<(ImportView, bool), ActionError> {
    let format: Format = body.format.parse()?;
    if !(1..=Uploads::MOST_BYTES).contains(&body.size) {
        let expected = format!("from 1 to {} bytes; cut a larger file in two", Uploads::MOST_BYTES);
        return Err(FieldError::new("size", body.size, expected).into());
    }
    if let Some(name) = &body.name
        && (name.trim().is_empty() || name.chars().count() > NAME_CHARACTERS)
    {
        return Err(FieldError::new("name", name, format!("1 to {NAME_CHARACTERS} characters")).into());
    }
    let zone = body.zone.as_deref().map_or_else(|| Ok(person.zone.clone()), str::parse::<Zone>)?;
    check_mapping(format, body.mapping.as_deref())?;
    let id = match body.id {
        Some(id) => EventId::try_from(id)?.as_uuid(),
        None => fresh_id(app)?,
    };
    let key = app.ledger.key(person.id).await?;
    // Strings and numbers alone always serialise.
    let asked = serde_json::to_vec(&body).unwrap_or_default();
    let new = NewImport {
        id,
        format,
        digest: key.digest(&[b"import ".as_slice(), &asked].concat()),
        about: About {
            name: body.name,
            zone: zone.name().to_owned(),
            mapping: body.mapping,
        },
        size: body.size,
    };
    match app.uploads.create(person.id, &new, &key, app.now()).await? {
        Created::New(import) => Ok((view(*import), false)),
        Created::Before(import) => Ok((view(*import), true)),
        Created::Conflict => Err(ImportRefusal::Conflict.into()),
        Created::TooMany => Err(ImportRefusal::TooMany.into()),
    }
}

/// A mapping that does not read is told now, not after gigabytes were sent.
fn check_mapping(format: Format, mapping: Option<&str>) -> Result<(), FieldError> {
    match mapping {
        None if format.needs_mapping() => Err(FieldError::missing("mapping", "a mapping (TOML), which says what the columns mean")),
        Some(text) if text.len() > MAPPING_BYTES => Err(FieldError::new(
            "mapping",
            format!("{} bytes long", text.len()),
            format!("at most {MAPPING_BYTES} bytes"),
        )),
        Some(text) => {
            let mapping = text.parse::<Mapping>().map_err(|e| match e.field.as_str() {
                "the mapping" => FieldError {
                    field: "mapping".to_owned(),
                    ..e
                },
                _ => e.within("mapping"),
            })?;
            mapping
                .check_for(format)
                .map_err(|e| FieldError::new("mapping", "of another kind", e.to_string()))
        }
        None => Ok(()),
    }
}

/// Takes a part of an upload, durable when this returns.
pub async fn append_part(app: &App, person: &Person, id: Uuid, start: u64, part: Bytes) -> Result<PartOutcome, ActionError> {
    let key = app.ledger.key(person.id).await?;
    let length = part.len();
    match app.uploads.append(person.id, id, &key, start, part, app.now()).await? {
        Appended::Taken { .. } => Ok(PartOutcome::Taken(Box::new(read_import(app, person, id).await?))),
        Appended::Elsewhere { received } => Ok(PartOutcome::Elsewhere { received }),
        Appended::TooMuch { size, received } => Err(FieldError::new(
            "body",
            format!("{length} bytes long"),
            format!("at most {} bytes, what is left of the import's size of {size}", size - received),
        )
        .into()),
        Appended::Full => Err(ActionError::Busy("too much waits to be imported already".into())),
        Appended::Ended => Err(ImportRefusal::Ended.into()),
        Appended::NotFound => Err(ImportRefusal::NotFound.into()),
    }
}

pub async fn read_import(app: &App, person: &Person, id: Uuid) -> Result<ImportView, ActionError> {
    let key = app.ledger.key(person.id).await?;
    let import = app.uploads.import(person.id, id, &key).await?.ok_or(ImportRefusal::NotFound)?;
    Ok(view(import))
}

pub async fn list_imports(app: &App, person: &Person, query: &ImportQuery) -> Result<ImportPageView, ActionError> {
    let limit = query.limit.unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return Err(FieldError::new("limit", limit, "a whole number from 1 to 100").into());
    }
    let after = query.cursor.as_deref().map(position).transpose()?;
    let key = app.ledger.key(person.id).await?;
    let page = app.uploads.imports(person.id, &key, after, limit).await?;
    Ok(ImportPageView {
        next_cursor: page
            .next
            .map(|next| URL_SAFE_NO_PAD.encode(format!("{}:{}", next.created_at, next.id))),
        items: page.imports.into_iter().map(view).collect(),
    })
}

/// Cancels an import that is under way and removes what was uploaded; takes one that has ended off the list. What was
/// recorded stays.
pub async fn remove_import(app: &App, person: &Person, id: Uuid) -> Result<(), ActionError> {
    if app.uploads.remove(person.id, id, app.now()).await? {
        Ok(())
    } else {
        Err(ImportRefusal::NotFound.into())
    }
}

/// The formats that files can be in.
pub fn import_formats() -> Vec<FormatView> {
    Format::ALL
        .into_iter()
        .map(|format| FormatView {
            format: format.name(),
            title: format.title(),
            extensions: format.extensions(),
            needs_mapping: format.needs_mapping(),
        })
        .collect()
}

fn view(import: Import) -> ImportView {
    ImportView {
        id: import.id,
        format: import.format.name(),
        name: import.about.name,
        zone: import.about.zone,
        state: import.state,
        size: import.size,
        received: import.received,
        progress: ReadingView {
            bytes: import.bytes_read,
            of_bytes: import.size,
        },
        report: import.report,
        error: import.failure.map(told),
        created_at: import.created_at,
        updated_at: import.updated_at,
    }
}

fn told(Failure { code, detail }: Failure) -> ImportErrorView {
    let detail = detail.unwrap_or_else(|| match code.as_str() {
        Uploads::EXPIRED => format!("nothing was uploaded for {} days; begin another import", Uploads::PATIENCE_DAYS),
        _ => "the file could not be read to its end; what the report counts was recorded".to_owned(),
    });
    ImportErrorView { code, detail }
}

fn position(cursor: &str) -> Result<ImportPosition, FieldError> {
    let parse = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (at, id) = text.split_once(':')?;
        Some(ImportPosition {
            created_at: at.parse().ok()?,
            id: id.parse().ok()?,
        })
    };
    parse().ok_or_else(|| FieldError::new("cursor", cursor, "next_cursor of the page before, unchanged"))
}
