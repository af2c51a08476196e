use clap::Args;

/// When people are analysed beside requests.
#[derive(Debug, Clone, Args)]
pub struct AnalysisConfig {
    /// Seconds between looks for people whose analysis is out of date, 0 for none. What a person asks about themselves is
    /// computed when they ask, whatever this is.
    #[arg(
        id = "analyze_every",
        long = "analyze-every",
        env = "EUNOIA_ANALYZE_EVERY",
        value_name = "SECONDS",
        default_value_t = 3_600
    )]
    pub every: u64,
}
