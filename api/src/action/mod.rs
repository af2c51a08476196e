//! Use cases, one a file. REST and the command line call the same ones, so that they cannot drift.

mod account;
mod analyze;
mod api_key;
mod changes;
mod cohort;
mod correlations;
mod course;
mod entries;
mod error;
mod evaluate;
mod evaluate_text;
mod export;
mod import;
mod imports;
mod insights;
mod leaderboard;
mod organisation;
mod own_risk;
mod population;
mod recommendations;
mod shown_readings;
mod simulate;
mod simulate_warehouse;
mod stream;
mod texts;
mod usage;
mod weather;

pub use account::{
    AccountChange, AccountView, Credentials, NewAccount, SessionView, change_account, ensure_person, log_in, log_out, refresh, register,
};
pub use analyze::{Follower, PersonAnalysis, Sweep, SweepReport, analyze_all, analyze_stale, analyze_synthetic};
pub use api_key::{FreshKeyView, KeyRotation, KeyView, NewKey, Scope, create_key, demand, key_of, keys, revoke_key, rotate_key};
pub use changes::{ItemAnswer, record_items};
pub use cohort::{Asker, organisation_asked};
pub use correlations::correlations;
pub use course::{CoursePoint, CourseView, assessment_course};
pub(crate) use entries::fresh_id;
pub use entries::{EntryBody, EntryView, ListQuery, PageView, create, delete, edit, list, read};
pub use error::ActionError;
pub use evaluate::{
    BrokenRow, EvaluateError, ForecastEvaluation, ForecastTask, PredictionCount, RowCount, StepKind, WeightsTask, evaluate_forecast,
    learn_weights,
};
pub use evaluate_text::{
    CrisisFigures, EvaluateTextError, LengthFigures, OrdinalError, ReadBy, Rival, TextEvaluation, TextTask, TextTaskKind, evaluate_text,
};
pub use export::{export, export_features, export_released, organisation_to_export};
pub(crate) use import::{Batches, record_batch};
pub use import::{ImportProgress, import};
pub use imports::{
    FormatView, ImportBody, ImportErrorView, ImportPageView, ImportQuery, ImportRefusal, ImportView, PartOutcome, ReadingView, append_part,
    begin_import, import_formats, list_imports, read_import, remove_import,
};
pub use insights::{AnalysisCache, DashboardDay, DashboardView, analysis, dashboard, forecast_of, history};
pub use leaderboard::{LeaderboardCache, forecast_leaderboard};
pub use organisation::{
    InvitationView, JoiningCode, NewInvitation, NewOrganisation, OrganisationView, create_organisation, invite, join, leave, organisations,
};
pub use own_risk::{FloorView, HelpView, OwnRiskView, RiskDay, RiskQuery, RiskShare, own_risk};
pub use population::{CellView, PercentileView, PeriodView, PopulationView, PrivacyView, StandingView, TableView, population, standings};
pub use recommendations::{FeedbackBody, FeedbackView, RecommendationsQuery, RecommendationsView, recommendations, tell_of_exercise};
pub use simulate::{DEMO_EMAIL, DEMO_PASSWORD, Lives, Made, Truth, demo, made, simulate_into};
pub use simulate_warehouse::{Crowd, SYNTHETIC_EPOCH, SimulateError, simulate_warehouse};
pub use stream::{StreamLine, record_stream};
pub use texts::{
    EmotionView, SupportView, TextModelView, TextPageView, TextReadingView, TextState, TextView, TextsQuery, WaitQuery, read_text, texts,
    why_not_available,
};
pub use usage::{KindView, UsageView, usage};
pub use weather::{FetchError, WeatherMemory, fetch_weather};
