//! Sentences about ordinary days. They carry no mood on purpose: what a simulated person writes must not look like
//! evidence of how somebody feels.

use rand::{Rng, seq::IndexedRandom};

const OPENINGS: &[&str] = &[
    "Up with the alarm and out before the bus came.",
    "The kitchen tap needed a new washer, so that was the first job.",
    "Worked from the table by the window.",
    "Most of the morning went on the tax papers.",
    "Took the long way round because the bridge is closed.",
    "Tidied two shelves and found the old bicycle lamp.",
    "Market day, so the square was full of stalls.",
    "The parcel for the neighbours ended up with me again.",
    "Two meetings, then a stretch of reading.",
    "Dropped the library books off on the way.",
];

const MIDDLES: &[&str] = &[
    "Lunch was the rest of the lentil soup.",
    "It rained a little around three and stopped again.",
    "My sister rang about the weekend.",
    "Changed the bed linen and ran two loads of washing.",
    "The printer took its time, as it does.",
    "Walked round the pond once before going back in.",
    "Wrote the shopping list for the week.",
    "The train stood at the junction for ten minutes.",
    "Planted the beans in the tray on the balcony.",
    "Swapped Thursday's shift for Friday's.",
];

const CLOSINGS: &[&str] = &[
    "Rice and vegetables in the evening, then the dishes.",
    "Set the bag out for tomorrow.",
    "Watched one episode and switched the lamp off.",
    "Watered the plants before bed.",
    "Read a chapter of the book about lighthouses.",
    "The alarm is set for the usual time.",
];

const NOTES: &[&str] = &[
    "between two appointments",
    "written on the tram",
    "after lunch",
    "before the phone call",
    "at the desk",
    "waiting for the kettle",
];

const GRATITUDES: &[&str] = &[
    "the bench in the sun by the canal",
    "coffee that was still hot",
    "a lift to the station",
    "the neighbour who took the bins out",
    "bread from the corner bakery",
    "a free seat on the early train",
    "the long evening light",
    "a message from an old colleague",
    "dry socks",
    "the radio programme about rivers",
];

pub(super) const ACTIVITIES: &[&str] = &["work", "reading", "walk", "cooking", "friends", "errands", "music", "garden"];

/// An entry of two to four sentences.
pub(super) fn journal(rng: &mut impl Rng) -> String {
    let mut sentences: Vec<&str> = pick(OPENINGS, 1, rng);
    sentences.extend(pick(MIDDLES, rng_between(1, 2, rng), rng));
    sentences.extend(pick(CLOSINGS, rng_between(0, 1, rng), rng));
    sentences.join(" ")
}

pub(super) fn note(rng: &mut impl Rng) -> String {
    pick(NOTES, 1, rng).concat()
}

pub(super) fn gratitude(rng: &mut impl Rng) -> Vec<String> {
    let items = rng_between(1, 3, rng);
    pick(GRATITUDES, items, rng).into_iter().map(str::to_owned).collect()
}

pub(super) fn activities(rng: &mut impl Rng) -> Vec<String> {
    let items = rng_between(0, 3, rng);
    pick(ACTIVITIES, items, rng).into_iter().map(str::to_owned).collect()
}

/// Different ones, in random order.
fn pick(stock: &[&'static str], count: usize, rng: &mut impl Rng) -> Vec<&'static str> {
    stock.sample(rng, count).copied().collect()
}

fn rng_between(least: usize, most: usize, rng: &mut impl Rng) -> usize {
    use rand::RngExt as _;
    rng.random_range(least..=most)
}
