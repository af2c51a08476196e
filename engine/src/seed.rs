//! Every computation that draws has a stream of its own, made of the caller's seed and of what is computed, so that
//! adding one computation changes no other, and order and threads do not matter.

use rand::{SeedableRng, rngs::StdRng};

/// The stream for `purpose` under `seed`.
pub(crate) fn stream(seed: u64, purpose: &str) -> StdRng {
    // FNV-1a (Fowler, Noll, Vo): short names apart from each other is all that is asked of it.
    let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    numbered(seed, hash)
}

/// The stream of the `number`th of many things under `seed`.
pub(crate) fn numbered(seed: u64, number: u64) -> StdRng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&number.to_le_bytes());
    StdRng::from_seed(key)
}
