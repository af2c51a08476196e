//! Eunoia, put together: configuration, actions, the REST interface and the dashboard around the ledger, the relay and
//! the engine. The binary's `main` only reads the command line.

pub mod action;
pub mod app;
pub mod auth;
mod clock;
pub mod command;
pub mod config;
pub mod data_dir;
pub mod export;
pub mod job;
pub mod rest;
pub mod serve;
pub mod telemetry;
pub mod text;
