//! Use cases, one a file. REST and the command line call the same ones, so that they cannot drift.

mod account;
mod analyze;
mod changes;
mod entries;
mod error;
mod import;
mod imports;
mod insights;
mod simulate;
mod stream;
mod weather;

pub use account::{
    AccountChange, AccountView, Credentials, NewAccount, SessionView, change_account, ensure_person, log_in, log_out, refresh, register,
};
pub use analyze::{PersonAnalysis, analyze_all};
pub use changes::{ItemAnswer, record_items};
pub(crate) use entries::fresh_id;
pub use entries::{EntryBody, EntryView, ListQuery, PageView, create, delete, edit, list, read};
pub use error::ActionError;
pub(crate) use import::{Batches, record_batch};
pub use import::{ImportProgress, import};
pub use imports::{
    FormatView, ImportBody, ImportErrorView, ImportPageView, ImportQuery, ImportRefusal, ImportView, PartOutcome, ReadingView, append_part,
    begin_import, import_formats, list_imports, read_import, remove_import,
};
pub use insights::{AnalysisCache, DashboardDay, DashboardView, analysis, dashboard, history};
pub use simulate::{DEMO_EMAIL, DEMO_PASSWORD, demo, simulate_into};
pub use stream::{StreamLine, record_stream};
pub use weather::{FetchError, WeatherMemory, fetch_weather};
