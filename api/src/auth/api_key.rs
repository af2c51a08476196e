use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// What an organisation's program shows: `eunoia_org_`, the key's id in hex, `_`, and 256 random bits in URL-safe base64.
///
/// Its hash is what is kept. No slow hash as for passwords: nobody guesses 256 random bits, however fast they may try, and
/// a slow one would make each call cost a tenth of a second.
pub struct ApiSecret {
    pub key_id: Uuid,
    secret: [u8; 32],
}

/// Told from a person's access token by this.
const PREFIX: &str = "eunoia_org_";

impl ApiSecret {
    /// A secret of the key `key_id`.
    pub fn random(key_id: Uuid) -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self { key_id, secret })
    }

    /// Whether a text is meant to be one, right or wrong.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_at_checked(32)?;
        let secret = URL_SAFE_NO_PAD.decode(secret.strip_prefix('_')?).ok()?.try_into().ok()?;
        Some(Self {
            key_id: Uuid::try_parse(id).ok()?,
            secret,
        })
    }

    pub fn text(&self) -> String {
        format!("{}_{}", Self::prefix(self.key_id), URL_SAFE_NO_PAD.encode(self.secret))
    }

    /// The part that may be shown: it tells one key from another and opens nothing.
    pub fn prefix(key_id: Uuid) -> String {
        format!("{PREFIX}{}", key_id.simple())
    }

    pub fn hash(&self) -> [u8; 32] {
        *blake3::hash(&self.secret).as_bytes()
    }

    /// Compares in a time that does not depend on where they differ.
    pub fn matches(&self, hash: [u8; 32]) -> bool {
        // This equality is the crate's constant-time one.
        blake3::hash(&self.secret) == blake3::Hash::from_bytes(hash)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failure is a failed test")]

    use super::*;

    #[test]
    fn a_secret_is_read_back_and_no_other_is() {
        let id = Uuid::from_bytes([7; 16]);
        let secret = ApiSecret::random(id).unwrap();
        let text = secret.text();
        let read = ApiSecret::parse(&text).unwrap();
        assert_eq!((read.key_id, read.matches(secret.hash())), (id, true));
        assert!(text.starts_with(&ApiSecret::prefix(id)) && text.len() == 11 + 32 + 1 + 43);
        assert!(!ApiSecret::random(id).unwrap().matches(secret.hash()));
        for wrong in [
            "",
            "eunoia_org_",
            &text[1..],
            &text[..text.len() - 1],
            &format!("{text}A"),
            &text.replace("07_", "07-"),
            "eunoia_org_é",
        ] {
            assert!(ApiSecret::parse(wrong).is_none(), "{wrong}");
        }
    }
}
