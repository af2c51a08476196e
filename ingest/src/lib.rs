//! From what people record to what can be analysed: intake, ledger, relay, warehouse; and the importers, the uploads and the weather.

pub mod importer;
pub mod intake;
pub mod ledger;
pub mod relay;
pub mod seal;
pub mod upload;
pub mod warehouse;
pub mod weather;
