//! The data directory: what lies where, and the lock that keeps a second process out.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use thiserror::Error;

/// Why a data directory could not be taken.
#[derive(Debug, Error)]
pub enum DataDirError {
    #[error("{folder} is in use by process {pid}; stop it first, or name another folder with --data")]
    InUse { folder: PathBuf, pid: String },
    #[error(
        "{folder} holds simulated numbers without people (`eunoia simulate --warehouse-only`): nothing can be served from it or recorded in it; name another folder with --data"
    )]
    Synthetic { folder: PathBuf },
    #[error("{folder} holds data already; simulated numbers alone want a folder of their own")]
    NotEmpty { folder: PathBuf },
    #[error("{folder} cannot be used as a data folder")]
    Io { folder: PathBuf, source: io::Error },
}

/// A data directory held by this process until it is dropped or the process dies.
#[derive(Debug)]
pub struct DataDir {
    folder: PathBuf,
    _lock: File,
}

/// Marks a folder whose warehouse holds simulated numbers, and which has no ledger.
const SYNTHETIC: &str = "synthetic.json";

const LOCK: &str = "eunoia.lock";

impl DataDir {
    /// Makes the folder if it is missing, and takes its lock. A folder with a simulated warehouse alone is refused.
    pub fn take(folder: &Path) -> Result<Self, DataDirError> {
        let taken = Self::lock(folder)?;
        if taken.folder.join(SYNTHETIC).exists() {
            return Err(DataDirError::Synthetic { folder: taken.folder });
        }
        Ok(taken)
    }

    /// Takes a new folder for a simulated warehouse alone, and marks it as such with `about` before anything else is in it.
    pub fn make_synthetic(folder: &Path, about: &serde_json::Value) -> Result<Self, DataDirError> {
        let taken = Self::lock(folder)?;
        let failed = |source| DataDirError::Io {
            folder: folder.to_owned(),
            source,
        };
        for entry in fs::read_dir(&taken.folder).map_err(failed)? {
            if entry.map_err(failed)?.file_name() != LOCK {
                return Err(DataDirError::NotEmpty { folder: taken.folder });
            }
        }
        let mut mark = File::create(taken.folder.join(SYNTHETIC)).map_err(failed)?;
        writeln!(mark, "{about}").and_then(|()| mark.sync_all()).map_err(failed)?;
        Ok(taken)
    }

    /// Takes a folder that [`DataDir::make_synthetic`] made: for what reads a simulated warehouse.
    pub fn take_synthetic(folder: &Path) -> Result<Option<Self>, DataDirError> {
        if folder.join(SYNTHETIC).exists() {
            Self::lock(folder).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The last day of a simulated warehouse, as its mark says.
    pub fn synthetic_end(&self) -> Option<Date> {
        let mark = fs::read(self.folder.join(SYNTHETIC)).ok()?;
        let about: serde_json::Value = serde_json::from_slice(&mark).ok()?;
        about["end"].as_str()?.parse().ok()
    }

    fn lock(folder: &Path) -> Result<Self, DataDirError> {
        let failed = |source| DataDirError::Io {
            folder: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        // Addresses, and numbers under random ones, lie in the clear here: nobody else on the machine has a business in it.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(LOCK))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                lock.read_to_string(&mut pid).map_err(failed)?;
                return Err(DataDirError::InUse {
                    folder,
                    pid: pid.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        lock.set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| writeln!(lock, "{}", std::process::id()))
            .map_err(failed)?;
        Ok(Self { folder, _lock: lock })
    }

    pub fn master_key(&self) -> PathBuf {
        self.folder.join("master.key")
    }

    /// The address of the embedded ledger.
    pub fn ledger_url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.folder.join("ledger.db").display())
    }

    /// The address of the embedded store of wrapped keys.
    pub fn keyring_url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.folder.join("keyring.db").display())
    }

    /// The address of the embedded store of uploads.
    pub fn uploads_url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.folder.join("uploads.db").display())
    }

    pub fn warehouse(&self) -> PathBuf {
        self.folder.join("warehouse")
    }
}
