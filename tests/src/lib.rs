//! The stage of the end-to-end tests: the real binary as a process, and people who talk to it over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its stage fails")]

mod browser;
mod command;
pub mod crash;
mod native;
mod one_server;
mod person;
mod python;
mod server;
pub mod upload;
pub mod weather;
mod wire;

pub use browser::browser;
pub use command::{Finished, eunoia};
pub use native::{chdb_library, onnx_runtime_library, postgres_url, shared_data, text_model, text_model_as};
pub use one_server::{Shared, shared};
pub use person::{Person, fresh_id, mood};
pub use python::python;
pub use server::{Launch, Server, binary};
pub use wire::Wire;
