//! People who do not exist, with the truth beside them.
//!
//! A person is drawn (`person`), lives through days that nobody sees (`life`), and records some of them (`record`), with
//! sentences from a small stock (`phrases`). Everything comes from the seed: the same arguments give the same events, and
//! a person is the same however many others there are. The ninth answer of the PHQ-9 is always 0.
//!
//! Those are everyday lives, to look at. Lives in which something known is to be found again are in [`planted`].

mod life;
mod person;
mod phrases;
pub mod planted;
mod record;

use eunoia_domain::{Event, Zone};
use jiff::civil::Date;

use crate::{history::after, seed};
pub use person::{Episode, GroundTruth};

/// One made-up person.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedPerson {
    /// 0 for the first one.
    pub number: u32,
    pub zone: Zone,
    /// What the person recorded, in time order, all from [`Source::Synthetic`](eunoia_domain::Source::Synthetic).
    pub events: Vec<Event>,
    /// What the events were made from.
    pub truth: GroundTruth,
}

/// Makes up `people` who record for the `days` days up to and including `end` in `zone`. Days before 1970-01-02 and
/// after 9999-12-29 have no events: an instant on them may not exist in every zone.
pub fn simulate(people: u32, days: u32, seed: u64, end: Date, zone: Zone) -> impl Iterator<Item = SimulatedPerson> {
    let end = end.min(Date::constant(9999, 12, 29));
    let start = after(end, 1 - i64::from(days)).max(Date::constant(1970, 1, 2));
    (0..people).map(move |number| {
        let mut rng = seed::numbered(seed, u64::from(number));
        let truth = GroundTruth::draw(number, start, end, &mut rng);
        let life = life::live(&truth, start, end, &mut rng);
        let events = record::record(&truth, &life, end, &zone, &mut rng);
        SimulatedPerson {
            number,
            zone: zone.clone(),
            events,
            truth,
        }
    })
}
