use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use argon2::{
    Algorithm, Argon2, Block, CustomizedPasswordHasher, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{
        self,
        phc::{Output, ParamsString, Salt},
    },
};
use thiserror::Error;
use tokio::sync::oneshot;

/// Why a password could not be hashed or checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Too many at a time; try again.
    #[error("too many passwords are being checked")]
    Busy,
    #[error("the password could not be hashed")]
    Failed,
}

/// Hashes passwords with argon2id (RFC 9106) under the crate's parameters of 19 MiB and 2 passes, which OWASP names; a
/// few at a time, each thread in memory of its own that it uses again. Taken anew each time, such large pieces riddled
/// the system allocator's arenas: after 60 logins the process held a gigabyte.
#[derive(Debug, Clone)]
pub struct Passwords {
    work: SyncSender<Job>,
}

type Job = Box<dyn FnOnce(&Hasher) + Send>;

const THREADS: usize = 4;
/// Further ones are told to come again.
const WAITING: usize = 60;

impl Default for Passwords {
    fn default() -> Self {
        let (work, jobs) = sync_channel(WAITING);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..THREADS {
            let jobs = Arc::clone(&jobs);
            thread::spawn(move || work_off(&jobs));
        }
        Self { work }
    }
}

fn work_off(jobs: &Mutex<Receiver<Job>>) {
    let hasher = Hasher::default();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // Whoever waits for it learns of a panic by the end of their channel.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&hasher)));
    }
}

/// A hash that no password has, for logins with an unknown address: they take as long as the others.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash(&Hasher::default(), "nobody").unwrap_or_default());

fn hash(hasher: &Hasher, password: &str) -> Result<String, PasswordError> {
    hasher
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Failed)
}

impl Passwords {
    /// Hashes under a fresh salt; the result is in PHC form.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.run(move |hasher| hash(hasher, &password)).await?
    }

    /// Whether `password` has this hash; [`None`] stands for somebody who does not exist.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        self.run(move |hasher| {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let parsed = PasswordHash::new(&hash).map_err(|_| PasswordError::Failed)?;
            Ok(hasher.verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Hasher) -> T + Send + 'static) -> Result<T, PasswordError> {
        let (sender, done) = oneshot::channel();
        let job = move |hasher: &Hasher| drop(sender.send(work(hasher)));
        self.work.try_send(Box::new(job)).map_err(|_| PasswordError::Busy)?;
        done.await.map_err(|_| PasswordError::Failed)
    }
}

/// [`Argon2`] as the crate offers it, but for the memory that it works in, which is kept.
#[derive(Default)]
struct Hasher {
    memory: RefCell<Vec<Block>>,
}

impl PasswordHasher<PasswordHash> for Hasher {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> password_hash::Result<PasswordHash> {
        self.hash_password_customized(password, salt, None, None, Params::default())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Hasher {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let argon2 = Argon2::new(algorithm, version, params);
        let mut memory = self.memory.borrow_mut();
        if memory.len() < argon2.params().block_count() {
            memory.resize(argon2.params().block_count(), Block::default());
        }
        let mut output = [0; Output::MAX_LENGTH];
        let length = argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let output = output.get_mut(..length).ok_or(password_hash::Error::OutputSize)?;
        let salt = Salt::new(salt)?;
        argon2.hash_password_into_with_memory(password, &salt, output, memory.as_mut_slice())?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(argon2.params())?,
            salt: Some(salt),
            hash: Some(Output::new(output)?),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failure is a failed test")]

    use super::*;

    #[test]
    fn hashes_are_those_of_the_crate() {
        let hasher = Hasher::default();
        for password in ["a-well-mind", "another"] {
            let (ours, theirs) = (
                hash(&hasher, password).unwrap(),
                Argon2::default().hash_password(password.as_bytes()).unwrap(),
            );
            assert!(ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{ours}");
            let parsed = PasswordHash::new(&ours).unwrap();
            assert!(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
            assert!(hasher.verify_password(password.as_bytes(), &theirs).is_ok());
            assert!(hasher.verify_password(b"a wrong one", &theirs).is_err());
            assert_ne!(hash(&hasher, password).unwrap(), ours, "every hash has a salt of its own");
        }
    }
}
