use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

/// How long an access token holds, in seconds.
pub const ACCESS_SECONDS: i64 = 900;
/// How long a refresh token holds, in seconds: 30 days.
pub const REFRESH_SECONDS: i64 = 30 * 24 * 3600;

/// Signs and checks access tokens: JWT (RFC 7519) with HS256, under a key derived from the master key.
pub struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    /// The ledger's number of the person.
    sub: String,
    iat: i64,
    exp: i64,
}

impl Tokens {
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            signing: EncodingKey::from_secret(key),
            checking: DecodingKey::from_secret(key),
        }
    }

    /// An access token for a person.
    pub fn issue(&self, person_id: i64, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let issued = now.as_second();
        let claims = Claims {
            sub: person_id.to_string(),
            iat: issued,
            exp: issued + ACCESS_SECONDS,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// Whose token it is; [`None`] if it is not ours or no longer holds.
    pub fn person_id(&self, token: &str, now: Timestamp) -> Option<i64> {
        let mut validation = Validation::new(Algorithm::HS256);
        // Checked below against the clock that is handed in.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &self.checking, &validation).ok()?.claims;
        if now.as_second() < claims.exp {
            claims.sub.parse().ok()
        } else {
            None
        }
    }
}

/// A refresh token: 256 random bits, used once. Its hash is what is kept.
pub struct RefreshToken([u8; 32]);

impl RefreshToken {
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub fn hash(&self) -> [u8; 32] {
        *blake3::hash(&self.0).as_bytes()
    }
}
