//! What a crash test needs: diarists who write, edit and delete without pause and repeat what was not acknowledged, and
//! a look at what is left in the ledger and the warehouse in the end.

mod diarist;
mod verdict;

pub use diarist::{Diarist, Doors, POISON};
pub use verdict::{Kept, Poison, Texts, examine};
