//! Use cases, one a file. REST and the command line call the same ones, so that they cannot drift.

mod account;
mod analyze;
mod changes;
mod course;
mod entries;
mod error;
mod evaluate;
mod export;
mod import;
mod insights;
mod simulate;
mod stream;
mod usage;

pub use account::{
    AccountChange, AccountView, Credentials, NewAccount, SessionView, change_account, ensure_person, log_in, log_out, refresh, register,
};
pub use analyze::{PersonAnalysis, analyze_all};
pub use changes::{ItemAnswer, record_items};
pub use course::{CoursePoint, CourseView, assessment_course};
pub use entries::{EntryBody, EntryView, ListQuery, PageView, create, delete, edit, list, read};
pub use error::ActionError;
pub use evaluate::{BrokenRow, EvaluateError, ForecastEvaluation, ForecastTask, PredictionCount, RowCount, StepKind, evaluate_forecast};
pub use export::export;
pub use import::{ImportProgress, import};
pub use insights::{AnalysisCache, DashboardDay, DashboardView, analysis, dashboard, history};
pub use simulate::{DEMO_EMAIL, DEMO_PASSWORD, demo, simulate_into};
pub use stream::{StreamLine, record_stream};
pub use usage::{KindView, UsageView, usage};
