//! The one place where this program reads the time.

use jiff::Timestamp;

#[expect(clippy::disallowed_methods, reason = "the binary owns the clock and hands it to everybody else")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
