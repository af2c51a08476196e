use std::num::NonZeroU32;

use clap::Args;

/// How often somebody may ask.
#[derive(Debug, Clone, Args)]
pub struct RateLimitConfig {
    /// Aggregates that one API key, or one owner, may ask for in a minute, on average.
    #[arg(long, value_name = "N", env = "EUNOIA_STATS_PER_MINUTE", default_value_t = Self::default().stats_per_minute)]
    pub stats_per_minute: NonZeroU32,

    /// Aggregates that one API key, or one owner, may ask for at once.
    #[arg(long, value_name = "N", env = "EUNOIA_STATS_BURST", default_value_t = Self::default().stats_burst)]
    pub stats_burst: NonZeroU32,
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self {
            stats_per_minute: const { NonZeroU32::new(60).unwrap() },
            stats_burst: const { NonZeroU32::new(20).unwrap() },
        }
    }
}
