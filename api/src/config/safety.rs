use clap::{Args, builder::NonEmptyStringValueParser};

/// What people are told who may be in danger.
#[derive(Debug, Clone, Default, Args)]
pub struct SafetyConfig {
    /// A line on where to get help here, shown before the others from moderate risk on, such as the name and the hours of your
    /// own service.
    #[arg(long = "support-line", value_name = "TEXT", env = "EUNOIA_SUPPORT_LINE", value_parser = NonEmptyStringValueParser::new())]
    pub support_line: Option<String>,
}
