use eunoia_domain::{
    Assessment, AssessmentDraft, ContextMeasure, ContextMeasureDraft, Entry, Event, EventId, ExerciseKind, ExerciseSession,
    ExerciseSessionDraft, FieldError, Instrument, JournalEntry, JournalEntryDraft, Moment, MoodEntry, MoodEntryDraft, SleepRecord,
    SleepRecordDraft, Source, Zone,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rand::{Rng, RngExt};

use super::{super::record::clock, FACTORS, PlantedDay, PlantedPerson};
use crate::seed;

/// What `person` recorded, as events in `zone`, in time order.
pub(super) fn events(person: &PlantedPerson, seed: u64, zone: &Zone) -> Vec<Event> {
    let Ok(now) = clock(person.truth.end, 24.0, zone) else {
        return Vec::new();
    };
    let own: u64 = seed::stream(seed, "diary").random();
    let mut diary = Diary {
        zone,
        now,
        rng: seed::numbered(own, u64::from(person.number)),
        events: Vec::new(),
    };
    for day in &person.days {
        let written = diary.day(day);
        debug_assert!(written.is_ok(), "the simulator made an entry that is refused: {written:?}");
    }
    let mut events = diary.events;
    events.sort_by_key(|event| (event.moment.at(), event.id));
    events
}

struct Diary<'a, R> {
    zone: &'a Zone,
    /// End of the last day.
    now: Timestamp,
    rng: R,
    events: Vec<Event>,
}

impl<R: Rng> Diary<'_, R> {
    fn day(&mut self, day: &PlantedDay) -> Result<(), FieldError> {
        for (factor, value) in FACTORS.iter().zip(day.factors) {
            let Some(value) = value else { continue };
            if factor.name == "sleep.hours" {
                self.sleep(day.date, value)?;
            } else {
                let measure = ContextMeasureDraft {
                    metric: factor.name.to_owned(),
                    value,
                    adds_up: false,
                };
                self.keep(day.date, 12.0, Entry::Context(ContextMeasure::try_from(measure)?))?;
            }
        }
        if let Some(minutes) = day.exercise {
            let session = ExerciseSessionDraft {
                exercise: ExerciseKind::Physical,
                minutes,
                name: None,
                mood_before: None,
                mood_after: None,
                note: None,
            };
            self.keep(day.date, 17.0, Entry::Exercise(ExerciseSession::try_from(session)?))?;
        }
        if let Some(score) = day.mood {
            let mood = MoodEntryDraft {
                score,
                energy: None,
                valence: None,
                emotions: Vec::new(),
                activities: Vec::new(),
                place: None,
                weather: None,
                note: None,
            };
            self.keep(day.date, 20.0, Entry::Mood(MoodEntry::try_from(mood)?))?;
        }
        if let Some(journal) = &day.journal {
            let entry = JournalEntryDraft {
                title: None,
                text: journal.text.clone(),
            };
            self.keep(day.date, 21.0, Entry::Journal(JournalEntry::try_from(entry)?))?;
        }
        if let Some(answers) = &day.phq9 {
            self.assessment(day.date, Instrument::Phq9, answers)?;
        }
        if let Some(answers) = &day.gad7 {
            self.assessment(day.date, Instrument::Gad7, answers)?;
        }
        Ok(())
    }

    fn sleep(&mut self, date: Date, hours: f64) -> Result<(), FieldError> {
        let minutes = (60.0 * hours).round();
        let end = clock(date, 7.0, self.zone)?;
        let start = end.saturating_sub(SignedDuration::from_secs_f64(60.0 * minutes)).unwrap_or(end);
        let night = SleepRecordDraft {
            start: start.to_string(),
            end: end.to_string(),
            asleep_minutes: Some(minutes),
            stages: None,
            quality: None,
            efficiency: None,
            note: None,
        };
        let entry = Entry::Sleep(SleepRecord::new(night, self.zone)?);
        self.keep_at(end, entry)
    }

    fn assessment(&mut self, date: Date, instrument: Instrument, answers: &[u8]) -> Result<(), FieldError> {
        let draft = AssessmentDraft {
            instrument,
            answers: answers.iter().map(|answer| Some(i64::from(*answer))).collect(),
            screener: None,
            difficulty: None,
            total: None,
        };
        self.keep(date, 19.0, Entry::Assessment(Assessment::try_from(draft)?))
    }

    fn keep(&mut self, date: Date, hour: f64, entry: Entry) -> Result<(), FieldError> {
        self.keep_at(clock(date, hour, self.zone)?, entry)
    }

    fn keep_at(&mut self, at: Timestamp, entry: Entry) -> Result<(), FieldError> {
        let moment = Moment::new("at", at, self.zone.clone(), self.now)?;
        let mut fingerprint = [0; 10];
        self.rng.fill(&mut fingerprint);
        let millis = u64::try_from(moment.at().as_millisecond()).unwrap_or(0);
        self.events.push(Event {
            id: EventId::from_record(millis, &fingerprint),
            moment,
            source: Source::Synthetic,
            entry,
        });
        Ok(())
    }
}
