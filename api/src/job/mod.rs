//! Work that goes on beside requests, in the processes that serve the HTTP interface.

mod analyses;
mod floors;
mod imports;
mod texts;
mod weather;

pub use analyses::run_analyses;
pub use floors::run_floors;
pub use imports::run_imports;
pub use texts::run_texts;
pub use weather::run_weather;
