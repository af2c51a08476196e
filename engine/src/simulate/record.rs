use eunoia_domain::{
    Assessment, AssessmentDraft, ContextMeasure, ContextMeasureDraft, Entry, Event, EventId, ExerciseKind, ExerciseSession,
    ExerciseSessionDraft, FieldError, GratitudeEntry, GratitudeEntryDraft, Instrument, JournalEntry, JournalEntryDraft, Moment, MoodEntry,
    MoodEntryDraft, SleepRecord, SleepRecordDraft, SleepStages, Source, Zone, instant,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rand::{Rng, RngExt, seq::IndexedRandom};

use super::{
    life::Day,
    person::{GroundTruth, normal},
    phrases,
};

/// What the person records of the days lived, in time order.
pub(super) fn record(truth: &GroundTruth, life: &[Day], end: Date, zone: &Zone, rng: &mut impl Rng) -> Vec<Event> {
    let Ok(now) = clock(end, 24.0, zone) else {
        return Vec::new();
    };
    let mut diary = Diary {
        truth,
        zone,
        now,
        rng,
        events: Vec::new(),
    };
    let questionnaire_day = diary.rng.random_range(0..7);
    for (index, day) in life.iter().enumerate() {
        let fortnight = &life[index.saturating_sub(13)..=index];
        let written = diary.day(day, fortnight, index % 7 == questionnaire_day);
        debug_assert!(written.is_ok(), "the simulator made an entry that is refused: {written:?}");
    }
    let mut events = diary.events;
    events.sort_by_key(|event| (event.moment.at(), event.id));
    events
}

struct Diary<'a, R> {
    truth: &'a GroundTruth,
    zone: &'a Zone,
    /// End of the last day.
    now: Timestamp,
    rng: &'a mut R,
    events: Vec<Event>,
}

impl<R: Rng> Diary<'_, R> {
    fn day(&mut self, day: &Day, fortnight: &[Day], questionnaires: bool) -> Result<(), FieldError> {
        // A device records most nights by itself; without one it takes the person.
        let records_sleep = if self.truth.has_tracker {
            self.rng.random_bool(0.92)
        } else {
            day.present
        };
        if records_sleep {
            self.sleep(day)?;
        }
        if self.truth.has_tracker {
            let steps = normal(6_500.0 + 250.0 * (day.mood - 6.0), 2_200.0, self.rng)
                .clamp(300.0, 25_000.0)
                .round();
            let measure = ContextMeasureDraft {
                metric: "activity.steps".to_owned(),
                value: steps,
                adds_up: false,
            };
            self.keep(day.date, 23.5, Entry::Context(ContextMeasure::try_from(measure)?))?;
        }
        if !day.present {
            return Ok(());
        }
        let morning = self.between(day.woke + 0.5, day.woke + 4.0);
        self.mood(day, morning)?;
        if self.chance(0.45) {
            let evening = self.between(17.0, 22.5);
            self.mood(day, evening)?;
        }
        if self.chance(0.25) {
            self.exercise(day)?;
        }
        if self.chance(0.3) {
            let draft = JournalEntryDraft {
                title: None,
                text: phrases::journal(self.rng),
            };
            let hour = self.between(20.0, 23.0);
            self.keep(day.date, hour, Entry::Journal(JournalEntry::try_from(draft)?))?;
        }
        if self.chance(0.2) {
            let draft = GratitudeEntryDraft {
                items: phrases::gratitude(self.rng),
            };
            let hour = self.between(20.0, 23.0);
            self.keep(day.date, hour, Entry::Gratitude(GratitudeEntry::try_from(draft)?))?;
        }
        if questionnaires && self.truth.does_assessments {
            self.questionnaire(day, fortnight, Instrument::Phq9)?;
            self.questionnaire(day, fortnight, Instrument::Gad7)?;
        }
        Ok(())
    }

    fn mood(&mut self, day: &Day, hour: f64) -> Result<(), FieldError> {
        let felt = normal(day.mood, self.truth.entry_noise, self.rng);
        let energy = normal(0.6 * day.mood + 0.5 * (day.slept - 2.0), 1.0, self.rng);
        let draft = MoodEntryDraft {
            score: points(felt),
            energy: self.chance(0.7).then(|| points(energy)),
            valence: None,
            emotions: Vec::new(),
            activities: phrases::activities(self.rng),
            place: None,
            weather: None,
            note: self.chance(0.15).then(|| phrases::note(self.rng)),
        };
        self.keep(day.date, hour, Entry::Mood(MoodEntry::try_from(draft)?))
    }

    fn sleep(&mut self, day: &Day) -> Result<(), FieldError> {
        let efficiency = normal(0.89, 0.04, self.rng).clamp(0.75, 0.98);
        let asleep = (day.slept * 60.0).round();
        let awake = (asleep / efficiency - asleep).round();
        let end = clock(day.date, day.woke, self.zone)?;
        let minutes = |minutes: f64| SignedDuration::from_secs_f64(minutes * 60.0);
        let start = end.saturating_sub(minutes(asleep + awake)).unwrap_or(end);
        let (deep, rem) = (
            (asleep * self.between(0.13, 0.22)).round(),
            (asleep * self.between(0.18, 0.25)).round(),
        );
        let stages = SleepStages {
            awake,
            light: asleep - deep - rem,
            deep,
            rem,
        };
        let tracked = self.truth.has_tracker;
        let rated = normal(6.5 + 0.8 * (day.slept - self.truth.sleep_hours), 1.0, self.rng);
        let draft = SleepRecordDraft {
            start: start.to_string(),
            end: end.to_string(),
            asleep_minutes: Some(asleep),
            stages: tracked.then_some(stages),
            quality: (day.present && self.chance(0.8)).then(|| points(rated)),
            efficiency: tracked.then(|| (1000.0 * asleep / (asleep + awake)).round() / 10.0),
            note: None,
        };
        let entry = Entry::Sleep(SleepRecord::new(draft, self.zone)?);
        self.keep_at(end, entry)
    }

    fn exercise(&mut self, day: &Day) -> Result<(), FieldError> {
        const KINDS: [(ExerciseKind, f64); 4] = [
            (ExerciseKind::Physical, 35.0),
            (ExerciseKind::Mindfulness, 12.0),
            (ExerciseKind::Breathing, 6.0),
            (ExerciseKind::Relaxation, 15.0),
        ];
        let (exercise, usual) = KINDS.choose(self.rng).copied().unwrap_or(KINDS[0]);
        let (before, after) = (normal(day.mood, 0.5, self.rng), normal(day.mood + 0.4, 0.5, self.rng));
        let rated = self.chance(0.4);
        let draft = ExerciseSessionDraft {
            exercise,
            minutes: (usual * self.between(0.6, 1.6)).round(),
            name: None,
            mood_before: rated.then(|| points(before)),
            mood_after: rated.then(|| points(after)),
            note: None,
        };
        let hour = self.between(12.0, 20.0);
        self.keep(day.date, hour, Entry::Exercise(ExerciseSession::try_from(draft)?))
    }

    /// Answers that follow the mean latent mood of the last two weeks, which is what both instruments ask about.
    fn questionnaire(&mut self, day: &Day, fortnight: &[Day], instrument: Instrument) -> Result<(), FieldError> {
        let mood = fortnight.iter().map(|day| day.mood).sum::<f64>() / fortnight.len().max(1) as f64;
        let (items, severity) = match instrument {
            // Item 9 is appended below.
            Instrument::Phq9 => (8, 0.36 * (8.0 - mood)),
            _ => (7, 0.33 * (8.0 - mood)),
        };
        let mut answers: Vec<Option<i64>> = (0..items)
            .map(|_| Some(normal(severity, 0.5, self.rng).round().clamp(0.0, 3.0) as i64))
            .collect();
        if instrument == Instrument::Phq9 {
            answers.push(Some(0));
        }
        let draft = AssessmentDraft {
            instrument,
            answers,
            screener: None,
            difficulty: None,
            total: None,
        };
        let hour = self.between(18.0, 21.0);
        self.keep(day.date, hour, Entry::Assessment(Assessment::try_from(draft)?))
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

    fn chance(&mut self, chance: f64) -> bool {
        self.rng.random_bool(chance)
    }

    fn between(&mut self, least: f64, most: f64) -> f64 {
        self.rng.random_range(least..most)
    }
}

/// A rating in whole points from 1 to 10.
fn points(value: f64) -> f64 {
    value.round().clamp(1.0, 10.0)
}

/// The instant at which clocks in `zone` show `hour` (0 to 24, in whole minutes) on `date`.
pub(super) fn clock(date: Date, hour: f64, zone: &Zone) -> Result<Timestamp, FieldError> {
    let minutes = ((hour * 60.0).round() as i32).clamp(0, 24 * 60 - 1);
    instant("at", &format!("{date}T{:02}:{:02}:00", minutes / 60, minutes % 60), zone)
}
