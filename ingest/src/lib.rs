//! From what people record to what can be analysed: intake, ledger, relay, warehouse; and the importers and uploads.

pub mod importer;
pub mod intake;
pub mod ledger;
pub mod relay;
pub mod seal;
pub mod upload;
pub mod warehouse;
