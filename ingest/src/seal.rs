//! Sealing what people wrote: one data key a person, wrapped by a master key, in a store of its own.
//!
//! XChaCha20-Poly1305 with random 192-bit nonces (draft-irtf-cfrg-xchacha-03), so that no counter has to survive a
//! crash. What is sealed is bound to its place by associated data: a row moved elsewhere does not open.

use std::{
    collections::HashMap,
    fs::{self, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sqlx::{AnyPool, Row};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::ledger::{LedgerError, Store};

const NONCE: usize = 24;

/// Why a key could not be had.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error("the person's key was destroyed")]
    Destroyed,
    #[error("the person's key does not open under this master key")]
    WrongMaster,
    #[error("the system gave no randomness")]
    Randomness(#[from] getrandom::Error),
    #[error(transparent)]
    Store(#[from] LedgerError),
}

/// What was sealed does not open: another key, another place, or a changed byte.
#[derive(Debug, Error)]
#[error("sealed text does not open")]
pub struct Unsealable;

/// The key that wraps every person's key.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Reads the key at `path`, or makes one there: readable by its owner alone, durable before it is used.
    pub fn load_or_create(path: &Path) -> io::Result<Self> {
        match fs::File::open(path) {
            Ok(mut file) => {
                let mut text = Zeroizing::new(Vec::new());
                file.read_to_end(&mut text)?;
                let key: [u8; 32] = text.as_slice().try_into().map_err(|_| {
                    io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("{} does not hold a key of 32 bytes", path.display()),
                    )
                })?;
                Ok(Self(Zeroizing::new(key)))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Self::create(path),
            Err(e) => Err(e),
        }
    }

    fn create(path: &Path) -> io::Result<Self> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|e| io::Error::other(e.to_string()))?;
        let draft = path.with_extension(format!("new-{}", std::process::id()));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(key.as_slice())?;
        file.sync_all()?;
        // A link never takes the place of a file: of two processes that start together, one makes the key.
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        match linked {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Self::load_or_create(path),
            linked => linked?,
        }
        if let Some(folder) = path.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(Self(key))
    }

    /// A key for another purpose, such as signing tokens; `context` names the purpose and never changes.
    pub fn derive(&self, context: &str) -> [u8; 32] {
        blake3::derive_key(context, self.0.as_slice())
    }
}

/// One person's key.
pub struct PersonKey {
    cipher: XChaCha20Poly1305,
    digest: [u8; 32],
    token: [u8; 32],
}

impl PersonKey {
    fn new(data_key: &[u8]) -> Self {
        let sealing = Zeroizing::new(blake3::derive_key("eunoia 2026-11 sealing of a person's text", data_key));
        Self {
            cipher: XChaCha20Poly1305::new(&Key::from(*sealing)),
            digest: blake3::derive_key("eunoia 2026-11 digest of an event", data_key),
            token: blake3::derive_key("eunoia 2026-11 token of a name", data_key),
        }
    }

    /// Seals `text`, bound to `place`.
    pub fn seal(&self, place: &[u8], text: &[u8]) -> Result<Vec<u8>, KeyError> {
        seal_with(&self.cipher, place, text)
    }

    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        open_with(&self.cipher, place, sealed)
    }

    /// A digest that tells whether two bodies are the same and, without the key, nothing else.
    pub fn digest(&self, body: &[u8]) -> [u8; 32] {
        *blake3::keyed_hash(&self.digest, body).as_bytes()
    }

    /// What stands in the warehouse for a name that the person chose.
    pub fn token(&self, name: &str) -> [u8; 8] {
        let mut token = [0; 8];
        token.copy_from_slice(&blake3::keyed_hash(&self.token, name.as_bytes()).as_bytes()[..8]);
        token
    }
}

fn seal_with(cipher: &XChaCha20Poly1305, place: &[u8], text: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: place });
    // The cipher refuses only texts of more than 256 GiB; intake stops at 1 MiB.
    let sealed = sealed.map_err(|_| KeyError::WrongMaster)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open_with(cipher: &XChaCha20Poly1305, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Unsealable)?;
    cipher
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place })
        .map_err(|_| Unsealable)
}

/// The store of wrapped keys, with the opened ones at hand.
pub struct Keyring {
    pool: AnyPool,
    store: Store,
    master: XChaCha20Poly1305,
    opened: RwLock<HashMap<i64, Arc<PersonKey>>>,
}

/// Opened keys kept at hand; past this many the lot is let go and read again as needed.
const MAX_OPENED: usize = 100_000;

impl Keyring {
    /// Opens the store at `url` and brings its tables up to date.
    pub async fn open(url: &str, master: &MasterKey) -> Result<Self, LedgerError> {
        let store = Store::of(url)?;
        let pool = store.connect(url, 4).await?;
        store.migrate_keyring(&pool).await?;
        let wrapping = Zeroizing::new(master.derive("eunoia 2026-11 wrapping of a person's key"));
        let master = XChaCha20Poly1305::new(&Key::from(*wrapping));
        // Another master key would open nobody's, and newcomers' keys would be lost when the right one is back.
        let some = sqlx::query("SELECT person_id, wrapped FROM person_key WHERE wrapped IS NOT NULL LIMIT 8");
        let rows = some.fetch_all(&pool).await.map_err(|e| store.error(e))?;
        let opens = |row: &sqlx::any::AnyRow| {
            let (person_id, wrapped): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            Ok(open_with(&master, &place_of_key(person_id), &wrapped).is_ok())
        };
        let opened = rows.iter().map(opens).collect::<Result<Vec<_>, _>>().map_err(|e| store.error(e))?;
        if !opened.is_empty() && !opened.contains(&true) {
            return Err(LedgerError::WrongMasterKey);
        }
        Ok(Self {
            pool,
            store,
            master,
            opened: RwLock::default(),
        })
    }

    /// The person's key, made on first use and durable before it is returned.
    pub async fn key(&self, person_id: i64) -> Result<Arc<PersonKey>, KeyError> {
        if let Some(key) = self.opened.read().unwrap_or_else(PoisonError::into_inner).get(&person_id) {
            return Ok(Arc::clone(key));
        }
        let wrapped = match self.wrapped(person_id).await? {
            Some(wrapped) => wrapped,
            None => {
                let mut fresh = Zeroizing::new([0_u8; 32]);
                getrandom::fill(fresh.as_mut_slice())?;
                let wrapped = seal_with(&self.master, &place_of_key(person_id), fresh.as_slice())?;
                let insert = "INSERT INTO person_key (person_id, wrapped) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";
                sqlx::query(insert)
                    .bind(person_id)
                    .bind(wrapped)
                    .execute(&self.pool)
                    .await
                    .map_err(|e| self.store.error(e))?;
                // Another process may have been first: what counts is what is stored.
                self.wrapped(person_id).await?.ok_or(KeyError::Destroyed)?
            }
        };
        let data_key = Zeroizing::new(open_with(&self.master, &place_of_key(person_id), &wrapped).map_err(|_| KeyError::WrongMaster)?);
        let key = Arc::new(PersonKey::new(&data_key));
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= MAX_OPENED {
            opened.clear();
        }
        opened.insert(person_id, Arc::clone(&key));
        Ok(key)
    }

    /// [`None`] if there is no row; a row whose key is gone was destroyed.
    async fn wrapped(&self, person_id: i64) -> Result<Option<Vec<u8>>, KeyError> {
        let query = sqlx::query("SELECT wrapped FROM person_key WHERE person_id = $1").bind(person_id);
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.store.error(e))?;
        let Some(row) = row else { return Ok(None) };
        let wrapped: Option<Vec<u8>> = row.try_get(0).map_err(|e| self.store.error(e))?;
        wrapped.map(Some).ok_or(KeyError::Destroyed)
    }
}

fn place_of_key(person_id: i64) -> Vec<u8> {
    [b"person_key".as_slice(), &person_id.to_be_bytes()].concat()
}
