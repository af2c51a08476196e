use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};

/// How often each of many may do something: so many a minute on average, and so many at once (GCRA).
pub struct Allowance<K: Clone + Eq + Hash> {
    limiter: RateLimiter<K, HashMapStateStore<K>, DefaultClock>,
}

/// Whose use is remembered at most; some 50 bytes each. Who has not come for a while is forgotten first, and if all of
/// them come all the time, further ones wait.
const MOST_REMEMBERED: usize = 50_000;

impl<K: Clone + Eq + Hash> Allowance<K> {
    pub fn new(per_minute: NonZeroU32, at_once: NonZeroU32) -> Self {
        let quota = Quota::per_minute(per_minute).allow_burst(at_once);
        Self {
            limiter: RateLimiter::hashmap(quota),
        }
    }

    /// Takes one of `whose` allowance, or tells how long to wait for the next.
    pub fn spend(&self, whose: &K) -> Result<(), Duration> {
        if self.limiter.len() >= MOST_REMEMBERED {
            self.limiter.retain_recent();
            if self.limiter.len() >= MOST_REMEMBERED {
                return Err(Duration::from_secs(60));
            }
        }
        self.limiter
            .check_key(whose)
            .map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failure is a failed test")]

    use super::*;

    #[test]
    fn each_has_an_allowance_of_their_own() {
        let allowance = Allowance::new(NonZeroU32::new(60).unwrap(), NonZeroU32::new(3).unwrap());
        for _ in 0..3 {
            allowance.spend(&"ada").unwrap();
        }
        let wait = allowance.spend(&"ada").unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        allowance.spend(&"bob").unwrap();
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let allowance = Allowance::new(NonZeroU32::new(1).unwrap(), NonZeroU32::new(1).unwrap());
        for n in 0..MOST_REMEMBERED {
            allowance.spend(&n).unwrap();
        }
        assert!(allowance.spend(&MOST_REMEMBERED).is_err());
        assert_eq!(allowance.limiter.len(), MOST_REMEMBERED);
    }
}
