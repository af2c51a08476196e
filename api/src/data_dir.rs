//! The data directory: what lies where, and the lock that keeps a second process out.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Why a data directory could not be taken.
#[derive(Debug, Error)]
pub enum DataDirError {
    #[error("{folder} is in use by process {pid}; stop it first, or name another folder with --data")]
    InUse { folder: PathBuf, pid: String },
    #[error("{folder} cannot be used as a data folder")]
    Io { folder: PathBuf, source: io::Error },
}

/// A data directory held by this process until it is dropped or the process dies.
#[derive(Debug)]
pub struct DataDir {
    folder: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the folder if it is missing, and takes its lock.
    pub fn take(folder: &Path) -> Result<Self, DataDirError> {
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
            .open(folder.join("eunoia.lock"))
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
