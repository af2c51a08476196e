//! Sleeps from the segments that watches, phones and apps write beside and over each other.
//!
//! - Segments of all sources that overlap or lie less than an hour apart belong to one sleep. It lasts from the first
//!   start to the last end, and is dated by waking. One that would make it longer than 24 hours is refused.
//! - Each moment counts once. Of what covers it, knowing of sleep or waking beats being in bed; then the better source
//!   counts: one that knows stages (core, deep, REM) in this sleep before one that only says asleep, then the one with
//!   more time in stages, then the one with more time asleep, then by name. Of one source's own segments a stage beats
//!   awake, and awake beats asleep.
//! - Core is light sleep. Stages are given where a source knows them; asleep of no known stage counts as asleep alone.
//!   Only in bed: the time that was seen in bed counts, less what was seen awake. Only awake is no sleep.
//! - A sleep's id never depends on the shorter ones around it. The first of a UTC day's sleeps of three hours or more goes by
//!   the day of its end, so that a night that a later export knows better keeps its id and conflicts, whichever end it
//!   grew at. Every other one goes by the hour of its start, in which no second one can begin: a nap that is found later
//!   moves nobody's id.
//! - What a later export can still record beside itself: a night whose end moves across 00:00 at UTC, a shorter sleep
//!   whose start moves into another hour or that grows to three hours, and a night of a day in which another one of three
//!   hours, unknown before, ended earlier.
//! - A sleep that ended less than an hour before the export may go on, and is left to the next.
//!
//! A segment is held in 16 bytes, two million of them at most; a watch writes some 15,000 a year.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use eunoia_domain::{Change, Entry, EventId, FieldError, SleepRecord, SleepRecordDraft, SleepStages};

use super::{Reader, instant, markup::Sample, millis, names::Names};
use crate::importer::{Content, Refusal, identity::record_id};

/// Segments at least this far apart belong to two sleeps, in seconds.
const GAP: u32 = 3_600;

const LONGEST: u32 = 24 * 3_600;

/// A sleep of so many seconds is a night's, whose id is that of the day.
const NIGHT: u32 = 3 * 3_600;

const MOST: usize = 2_000_000;

#[derive(Clone, Copy)]
struct Segment {
    /// In seconds since 1970.
    start: u32,
    seconds: u32,
    line: u32,
    source: u16,
    state: State,
}

impl Segment {
    fn end(self) -> u32 {
        self.start.saturating_add(self.seconds)
    }
}

/// In the order in which they count within one source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Deep,
    Rem,
    Core,
    Awake,
    Asleep,
    InBed,
}

impl State {
    const ALL: [State; 6] = [Self::Deep, Self::Rem, Self::Core, Self::Awake, Self::Asleep, Self::InBed];

    fn read(value: &[u8]) -> Result<Self, FieldError> {
        Ok(match value.strip_prefix(b"HKCategoryValueSleepAnalysis".as_slice()) {
            Some(b"InBed") => Self::InBed,
            // The first is what iOS wrote before it knew stages.
            Some(b"Asleep" | b"AsleepUnspecified") => Self::Asleep,
            Some(b"Awake") => Self::Awake,
            Some(b"AsleepCore") => Self::Core,
            Some(b"AsleepDeep") => Self::Deep,
            Some(b"AsleepREM") => Self::Rem,
            _ => {
                let expected =
                    "HKCategoryValueSleepAnalysis with InBed, AsleepUnspecified, Asleep, Awake, AsleepCore, AsleepDeep or AsleepREM";
                return Err(FieldError::new("value", String::from_utf8_lossy(value), expected));
            }
        })
    }

    fn is_stage(self) -> bool {
        matches!(self, Self::Deep | Self::Rem | Self::Core)
    }
}

/// All segments of an export.
#[derive(Default)]
pub(super) struct Segments {
    segments: Vec<Segment>,
    sources: Names,
}

impl Segments {
    pub(super) fn take(&mut self, sample: &Sample, line: u64, reader: &Reader) -> Result<(), FieldError> {
        let (start, seconds) = reader.span(sample.start, sample.end)?;
        let state = State::read(sample.value)?;
        if self.segments.len() >= MOST {
            let expected = format!("at most {MOST} parts of sleeps in one file");
            return Err(FieldError::new("type", "one more part of a sleep", expected));
        }
        let source = self.sources.number("sourceName", sample.source)?;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        self.segments.push(Segment {
            start,
            seconds,
            line,
            source,
            state,
        });
        Ok(())
    }

    pub(super) fn count(&self) -> u64 {
        self.segments.len() as u64
    }

    /// The sleeps in order of time.
    pub(super) fn into_rows(mut self, reader: Arc<Reader>) -> impl Iterator<Item = (u64, Content)> + Send {
        self.segments.sort_unstable_by_key(|segment| (segment.start, segment.line));
        Sleeps {
            segments: self.segments,
            sources: self.sources,
            reader,
            at: 0,
            group: Vec::new(),
            end: 0,
            ready: VecDeque::new(),
            night_of: None,
        }
    }
}

struct Sleeps {
    segments: Vec<Segment>,
    sources: Names,
    reader: Arc<Reader>,
    at: usize,
    /// The segments of the sleep that is being put together, and its end so far.
    group: Vec<Segment>,
    end: u32,
    ready: VecDeque<(u64, Content)>,
    /// Day of waking at UTC of the last night.
    night_of: Option<u32>,
}

impl Iterator for Sleeps {
    type Item = (u64, Content);

    fn next(&mut self) -> Option<(u64, Content)> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            match self.segments.get(self.at).copied() {
                None if self.group.is_empty() => return None,
                None => self.close(),
                Some(next) if !self.group.is_empty() && next.start >= self.end.saturating_add(GAP) => self.close(),
                Some(next) => {
                    self.at += 1;
                    let start = self.group.first().map_or(next.start, |first| first.start);
                    if next.end() > start.saturating_add(LONGEST) {
                        return Some((u64::from(next.line), Content::Refused(too_long(next))));
                    }
                    self.end = if self.group.is_empty() {
                        next.end()
                    } else {
                        self.end.max(next.end())
                    };
                    self.group.push(next);
                }
            }
        }
    }
}

fn too_long(segment: Segment) -> Refusal {
    let expected = "a part that makes no sleep of more than 24 hours with those around it";
    FieldError::new("endDate", instant(segment.end()), expected).into()
}

impl Sleeps {
    /// Tells of the sleep that is put together.
    fn close(&mut self) {
        let group = std::mem::take(&mut self.group);
        let Some(first) = group.first().copied() else { return };
        let (line, count) = (u64::from(first.line), group.len() as u64);
        let mut not_taken = |what: &str| {
            let what = what.to_owned();
            self.ready.push_back((line, Content::NotTaken { what, count }));
        };
        let over = i64::from(self.end) + i64::from(GAP);
        if self.reader.export.is_some_and(|export| over > export) {
            return not_taken("parts of a sleep that may go on beyond the export");
        }
        let time = Time::of(&group, &self.sources);
        if time.asleep() == 0 && time.of_state(State::InBed) == 0 {
            return not_taken("awake in no sleep");
        }
        let change = self.sleep(first.start, &time);
        self.ready
            .push_back((line, change.map(|change| vec![change]).map_err(Refusal::Field).into()));
        if count > 1 {
            self.ready.push_back((line, Content::Merged(count - 1)));
        }
    }

    fn sleep(&mut self, start: u32, time: &Time) -> Result<Change, FieldError> {
        let id = self.id(start);
        let draft = SleepRecordDraft {
            start: instant(start).to_string(),
            end: instant(self.end).to_string(),
            asleep_minutes: Some(time.asleep_minutes()),
            stages: time.stages(),
            ..SleepRecordDraft::default()
        };
        let sleep = SleepRecord::new(draft, &self.reader.intake.zone)?;
        self.reader.create(id, None, Entry::Sleep(sleep))
    }

    /// The id of the sleep that is put together.
    fn id(&mut self, start: u32) -> EventId {
        let day = self.end / LONGEST;
        let is_night = self.end.saturating_sub(start) >= NIGHT;
        if is_night && self.night_of != Some(day) {
            self.night_of = Some(day);
            return record_id(millis(day * LONGEST), ["apple-health", "sleep", "night"]);
        }
        // The next sleep starts an hour after this one's end at the earliest.
        record_id(millis(start - start % GAP), ["apple-health", "sleep", "hour"])
    }
}

/// Seconds of a sleep in each state, each moment counted once.
#[derive(Default)]
struct Time([u32; State::ALL.len()]);

impl Time {
    fn of(group: &[Segment], sources: &Names) -> Self {
        let ranks = ranks(group, sources);
        let states = State::ALL.len() as u32;
        let weight = |segment: &Segment| match segment.state {
            State::InBed => u32::MAX,
            state => ranks.get(&segment.source).copied().unwrap_or(0) * states + state as u32,
        };
        let mut edges: Vec<(u32, bool, u32)> = Vec::with_capacity(group.len() * 2);
        for segment in group.iter().filter(|segment| segment.seconds > 0) {
            edges.push((segment.start, true, weight(segment)));
            edges.push((segment.end(), false, weight(segment)));
        }
        edges.sort_unstable();
        let (mut time, mut open, mut before) = (Self::default(), BTreeMap::<u32, u32>::new(), 0);
        for (at, opens, weight) in edges {
            if let Some((best, _)) = open.first_key_value() {
                let state = if *best == u32::MAX {
                    State::InBed as usize
                } else {
                    (best % states) as usize
                };
                time.0[state] += at - before;
            }
            before = at;
            let count = open.entry(weight).or_default();
            if opens {
                *count += 1;
            } else {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    open.remove(&weight);
                }
            }
        }
        time
    }

    fn of_state(&self, state: State) -> u32 {
        self.0[state as usize]
    }

    fn minutes(&self, state: State) -> f64 {
        f64::from(self.of_state(state)) / 60.0
    }

    fn in_stages(&self) -> u32 {
        State::ALL
            .into_iter()
            .filter(|state| state.is_stage())
            .map(|state| self.of_state(state))
            .sum()
    }

    fn asleep(&self) -> u32 {
        self.in_stages() + self.of_state(State::Asleep)
    }

    /// As it was seen; of somebody who was only seen in bed, the time there, less what they were awake.
    fn asleep_minutes(&self) -> f64 {
        match self.asleep() {
            0 => self.minutes(State::InBed),
            asleep => f64::from(asleep) / 60.0,
        }
    }

    fn stages(&self) -> Option<SleepStages> {
        (self.in_stages() > 0).then(|| SleepStages {
            awake: self.minutes(State::Awake),
            light: self.minutes(State::Core),
            deep: self.minutes(State::Deep),
            rem: self.minutes(State::Rem),
        })
    }
}

/// The sources of a sleep, the best is 0.
fn ranks(group: &[Segment], sources: &Names) -> HashMap<u16, u32> {
    let mut seen: BTreeMap<u16, (u64, u64)> = BTreeMap::new();
    for segment in group {
        let (staged, asleep) = seen.entry(segment.source).or_default();
        let seconds = u64::from(segment.seconds);
        *staged += if segment.state.is_stage() { seconds } else { 0 };
        *asleep += if segment.state == State::Asleep { seconds } else { 0 };
    }
    let mut order: Vec<_> = seen.into_iter().collect();
    order.sort_unstable_by_key(|(source, (staged, asleep))| (Reverse((*staged, *asleep)), sources.get(*source)));
    order.into_iter().map(|(source, _)| source).zip(0..).collect()
}
