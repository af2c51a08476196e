//! From what people record to what can be analysed: intake, ledger, relay, warehouse; what is read in texts; and the importers, the uploads and the weather.

pub mod importer;
pub mod intake;
pub mod ledger;
pub mod relay;
pub mod seal;
pub mod text;
pub mod upload;
pub mod warehouse;
pub mod weather;
