//! Who somebody is: passwords, access tokens, refresh tokens, the keys of organisations; and how often they may ask.

mod allowance;
mod api_key;
mod password;
mod token;

pub use allowance::Allowance;
pub use api_key::ApiSecret;
pub use password::{PasswordError, Passwords};
pub use token::{ACCESS_SECONDS, REFRESH_SECONDS, RefreshToken, Tokens};
