//! Who somebody is: passwords, access tokens, refresh tokens.

mod password;
mod token;

pub use password::{PasswordError, Passwords};
pub use token::{ACCESS_SECONDS, REFRESH_SECONDS, RefreshToken, Tokens};
