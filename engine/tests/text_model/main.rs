//! The shipped model: the same text is read the same whatever it is read with, long texts and rubbish are read too, and
//! files that are spoilt are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod broken;
mod golden;
mod long;
mod rubbish;
mod shipped;
mod together;
