use std::sync::{Arc, LazyLock};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use thiserror::Error;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Why a password could not be hashed or checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Too many at a time; try again.
    #[error("too many passwords are being checked")]
    Busy,
    #[error("the password could not be hashed")]
    Failed,
}

/// Hashes passwords with argon2id (RFC 9106) under the crate's parameters of 19 MiB and 2 passes, which OWASP names;
/// a few at a time, since each costs memory.
#[derive(Debug, Clone)]
pub struct Passwords {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(4)), waiting: Arc::new(Semaphore::new(64)) }
    }
}

/// A hash that no password has, for logins with an unknown address: they take as long as the others.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody").unwrap_or_default());

fn hash(password: &str) -> Result<String, PasswordError> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| PasswordError::Failed)
}

impl Passwords {
    /// Hashes under a fresh salt; the result is in PHC form.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.run(move || hash(&password)).await?
    }

    /// Whether `password` has this hash; [`None`] stands for somebody who does not exist.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let parsed = argon2::PasswordHash::new(&hash).map_err(|_| PasswordError::Failed)?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let _waiting = self.waiting.try_acquire().map_err(|_| PasswordError::Busy)?;
        let _running = self.running.acquire().await.map_err(|_| PasswordError::Failed)?;
        spawn_blocking(work).await.map_err(|_| PasswordError::Failed)
    }
}
