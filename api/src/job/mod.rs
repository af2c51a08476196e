//! Work that goes on beside requests, in the processes that serve the HTTP interface.

mod imports;

pub use imports::run_imports;
