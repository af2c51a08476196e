//! Work that goes on beside requests, in the processes that serve the HTTP interface.

mod imports;
mod weather;

pub use imports::run_imports;
pub use weather::run_weather;
