//! The risk score: what raises it, what does not lower it, and what it never looks at.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use eunoia_domain::Metric;
use eunoia_engine::{
    History,
    crisis::{Evidence, Finding, FloorState, RiskLevel, RiskScore, Signal, Signals, TextSign, composite_level, risk_course, risk_now},
};
use jiff::{ToSpan, civil::Date};
use proptest::{collection::vec, option, prelude::*, sample::select};

const FIRST: Date = Date::constant(2026, 1, 1);

fn day(n: i64) -> Date {
    FIRST.checked_add(n.days()).unwrap()
}

type Row = (i64, &'static str, f64);

fn evidence(rows: &[Row], texts: &[(i64, f64)]) -> Evidence {
    let daily = rows
        .iter()
        .map(|(n, metric, value)| (day(*n), Metric::known(metric).unwrap(), *value));
    let evidence = Evidence::of(&History::from_daily(daily));
    texts
        .iter()
        .fold(evidence, |evidence, (n, p)| evidence.with_text(day(*n), sign(*p)))
}

fn sign(probability: f64) -> TextSign {
    TextSign {
        probability,
        signal: probability >= 0.3,
    }
}

fn floor(finding: Finding, from: i64) -> FloorState {
    FloorState {
        finding,
        from: day(from),
        until: None,
    }
}

fn points(score: &RiskScore) -> f64 {
    score.points.unwrap_or(0.0)
}

fn of(score: &RiskScore, signal: Signal) -> f64 {
    let found = score.contributions.iter().find(|c| c.signal == Some(signal));
    found.map_or(0.0, |c| c.points)
}

/// A steady month, then one bad thing at a time.
fn steady(days: i64) -> Vec<Row> {
    (0..days)
        .flat_map(|n| {
            let wobble = [0.3, -0.2, 0.1, -0.4, 0.2][n as usize % 5];
            [(n, "mood.score", 7.0 + wobble), (n, "sleep.hours", 7.5 + wobble)]
        })
        .collect()
}

#[test]
fn nothing_recorded_is_no_level_at_all() {
    let score = risk_now(&Evidence::default(), &[], day(0));
    assert_eq!((score.level, score.points), (None, None));
    assert_eq!(score.abstained.unwrap().code, "no_data");
    assert_eq!(score.lacks.len(), Signal::ALL.len());
    assert_eq!(score.certainty.value, 0.0);
}

#[test]
fn a_steady_person_has_no_risk_and_a_falling_one_has() {
    let mut rows = steady(40);
    assert_eq!(risk_now(&evidence(&rows, &[]), &[], day(39)).level, Some(RiskLevel::None));
    rows.extend((40..52).map(|n| (n, "mood.score", 3.5)));
    let score = risk_now(&evidence(&rows, &[]), &[], day(51));
    assert!(score.level.unwrap() >= RiskLevel::Moderate, "{score:?}");
    assert_eq!(score.contributions[0].signal, Some(Signal::MoodFall), "the most first");
    assert!(
        score.contributions[0].reason.contains("points below the usual"),
        "{}",
        score.contributions[0].reason
    );
}

#[test]
fn a_fall_does_not_become_usual_by_lasting() {
    let mut rows = steady(40);
    rows.extend((40..52).map(|n| (n, "mood.score", 4.0)));
    let fallen = risk_now(&evidence(&rows, &[]), &[], day(51));
    rows.extend((52..400).map(|n| (n, "mood.score", 4.0)));
    let still = risk_now(&evidence(&rows, &[]), &[], day(399));
    assert!(of(&still, Signal::MoodFall) >= of(&fallen, Signal::MoodFall), "{still:?}");
    rows.extend((400..410).map(|n| (n, "mood.score", 7.0)));
    let better = risk_now(&evidence(&rows, &[]), &[], day(409));
    assert_eq!(of(&better, Signal::MoodFall), 0.0, "better days are what ends it");
}

#[test]
fn a_questionnaire_counts_by_its_total_and_by_what_it_became_worse() {
    let mut rows = vec![(0, "phq9.total", 4.0)];
    assert_eq!(points(&risk_now(&evidence(&rows, &[]), &[], day(1))), 0.0);
    rows.push((14, "phq9.total", 9.0));
    let five = risk_now(&evidence(&rows, &[]), &[], day(14));
    assert_eq!(of(&five, Signal::AssessmentRise), 0.0, "five points may be chance");
    rows.push((28, "phq9.total", 13.0));
    let nine = risk_now(&evidence(&rows, &[]), &[], day(28));
    assert!(of(&nine, Signal::AssessmentRise) > 0.0, "slow rises add up: nine since the best");
    assert!(of(&nine, Signal::Assessment) > of(&five, Signal::Assessment));
    assert!(
        nine.contributions
            .iter()
            .any(|c| c.reason.contains("PHQ-9") && c.reason.contains("13 of 27")),
        "{nine:?}"
    );
    rows.push((250, "phq9.total", 13.0));
    let same = risk_now(&evidence(&rows, &[]), &[], day(250));
    assert_eq!(
        of(&same, Signal::AssessmentRise),
        of(&nine, Signal::AssessmentRise),
        "no better, so what was said holds"
    );
    rows.push((260, "phq9.total", 3.0));
    assert_eq!(points(&risk_now(&evidence(&rows, &[]), &[], day(260))), 0.0);
}

#[test]
fn each_floor_has_its_level_and_only_its_clearing_ends_it() {
    for (finding, level) in [
        (Finding::Nothing, RiskLevel::None),
        (Finding::Item9(0), RiskLevel::None),
        (Finding::Item9(1), RiskLevel::Moderate),
        (Finding::Item9(2), RiskLevel::High),
        (Finding::Item9(3), RiskLevel::High),
        (Finding::Screener(RiskLevel::Low), RiskLevel::Low),
        (Finding::Screener(RiskLevel::Imminent), RiskLevel::Imminent),
        (Finding::Text, RiskLevel::Moderate),
    ] {
        // The best days there can be, for years after it.
        let rows: Vec<Row> = (0..2_000).flat_map(|n| [(n, "mood.score", 10.0), (n, "phq9.total", 0.0)]).collect();
        let evidence = evidence(&rows, &[(1_999, 0.0)]);
        let score = risk_now(&evidence, &[floor(finding, 3)], day(1_999));
        assert_eq!(score.level, Some(level), "{finding:?}");
        assert_eq!(
            risk_now(&evidence, &[floor(finding, 3)], day(2)).level,
            Some(RiskLevel::None),
            "not before it"
        );
        let cleared = FloorState {
            until: Some(day(1_000)),
            ..floor(finding, 3)
        };
        assert_eq!(risk_now(&evidence, &[cleared], day(999)).level, Some(level));
        assert_eq!(risk_now(&evidence, &[cleared], day(1_000)).level, Some(RiskLevel::None));
    }
}

#[test]
fn no_sum_is_imminent() {
    let worst = Signal::ALL
        .iter()
        .fold(Signals::default(), |signals, signal| signals.with(*signal, 1.0));
    assert_eq!(composite_level(&worst), RiskLevel::High);
    let all = worst.with(Signal::Text, f64::NAN).with(Signal::MoodFall, f64::INFINITY);
    assert!(composite_level(&all) <= RiskLevel::High, "odd numbers are taken for what they are");
}

#[test]
fn degenerate_histories_have_an_answer() {
    let odd: Vec<Vec<Row>> = vec![
        vec![(0, "mood.score", 1e9), (1, "mood.score", -1e9)],
        vec![(0, "mood.score", 5.0)],
        (0..100).map(|n| (n, "mood.score", 5.0)).collect(),
        vec![(0, "mood.score", 2.0), (18_250, "mood.score", 2.0)],
        (0..18_250).map(|n| (n, "sleep.hours", 7.0)).collect(),
        vec![
            (0, "sleep.hours", 1e9),
            (0, "activity.steps", -1e9),
            (1, "phq9.total", 1e9),
            (2, "who5.total", -1e9),
        ],
    ];
    for rows in odd {
        for score in [
            risk_now(&evidence(&rows, &[]), &[], day(18_300)),
            risk_now(&evidence(&rows, &[]), &[], day(-5)),
        ] {
            assert!(score.points.is_none_or(|p| (0.0..=100.0).contains(&p)), "{score:?}");
            assert!(score.certainty.value.is_finite());
        }
    }
    assert!(risk_course(&Evidence::default(), &[], day(5), day(1)).is_empty());
}

/// Random days with everything that is looked at.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let metric = select(vec![
        ("mood.score", 1.0, 10.0),
        ("sleep.hours", 0.0, 14.0),
        ("sleep.quality", 1.0, 10.0),
        ("journal.valence", -1.0, 1.0),
        ("journal.emotion.sadness", 0.0, 1.0),
        ("journal.emotion.grief", 0.0, 1.0),
        ("activity.steps", 0.0, 20_000.0),
        ("phq9.total", 0.0, 27.0),
        ("gad7.total", 0.0, 21.0),
        ("who5.total", 0.0, 100.0),
        ("isi.total", 0.0, 28.0),
        ("phq2.total", 0.0, 6.0),
    ]);
    let row = (0_i64..80, metric, 0.0..=1.0_f64).prop_map(|(n, (name, from, to), share)| (n, name, from + share * (to - from)));
    vec(row, 0..250)
}

fn texts() -> impl Strategy<Value = Vec<(i64, f64)>> {
    vec((0_i64..80, 0.0..=1.0_f64), 0..30)
}

fn floors() -> impl Strategy<Value = Vec<FloorState>> {
    let finding = prop_oneof![
        (0_u8..=3).prop_map(Finding::Item9),
        select(RiskLevel::ALL.to_vec()).prop_map(Finding::Screener),
        Just(Finding::Text),
        Just(Finding::Nothing),
    ];
    let state = (finding, 0_i64..80, option::of(0_i64..80)).prop_map(|(finding, from, until)| FloorState {
        finding,
        from: day(from),
        until: until.map(day),
    });
    vec(state, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Raising any one signal never lowers the level.
    #[test]
    fn the_level_rises_with_each_signal(values in vec(option::of(0.0..=1.0_f64), 9), which in 0_usize..9, by in 0.0..=1.0_f64) {
        let signals = Signal::ALL.iter().zip(&values).fold(Signals::default(), |signals, (signal, value)| match value {
            Some(value) => signals.with(*signal, *value),
            None => signals,
        });
        let signal = Signal::ALL[which];
        let worse = signals.with(signal, signals.get(signal).unwrap_or(0.0) + by);
        prop_assert!(composite_level(&worse) >= composite_level(&signals));
    }

    /// A worse day today, in anything, never gives less than the day as it was.
    #[test]
    fn a_worse_today_never_gives_less(rows in rows(), texts in texts(), mood in 1.0..=10.0_f64, lower in 0.0..=9.0_f64,
        phq in 0.0..=27.0_f64, higher in 0.0..=27.0_f64, sad in 0.0..=1.0_f64, sadder in 0.0..=1.0_f64) {
        let today = |mood: f64, phq: f64, sad: f64| {
            let mut rows = rows.clone();
            rows.extend([(80, "mood.score", mood), (80, "phq9.total", phq.min(27.0)), (80, "journal.emotion.sadness", sad.min(1.0))]);
            points(&risk_now(&evidence(&rows, &texts), &[], day(80)))
        };
        let as_it_was = today(mood, phq, sad);
        prop_assert!(today((mood - lower).max(1.0), phq, sad) >= as_it_was);
        prop_assert!(today(mood, phq + higher, sad) >= as_it_was);
        prop_assert!(today(mood, phq, sad + sadder) >= as_it_was);
    }

    /// A worse text, on whichever day, never gives less.
    #[test]
    fn a_worse_text_never_gives_less(rows in rows(), texts in texts(), n in 0_i64..80, p in 0.0..=1.0_f64, more in 0.0..=1.0_f64) {
        let with = |p: f64| {
            let mut texts = texts.clone();
            texts.push((n, p.min(1.0)));
            points(&risk_now(&evidence(&rows, &texts), &[], day(80)))
        };
        prop_assert!(with(p + more) >= with(p));
    }

    /// Days that pass without an entry change the certainty and nothing else.
    #[test]
    fn time_alone_lowers_nothing_but_certainty(rows in rows(), texts in texts(), floors in floors(), later in 1_i64..3_000) {
        let floors: Vec<FloorState> = floors.into_iter().map(|floor| FloorState { until: None, ..floor }).collect();
        let evidence = evidence(&rows, &texts);
        let (now, then) = (risk_now(&evidence, &floors, day(80)), risk_now(&evidence, &floors, day(80 + later)));
        prop_assert_eq!(now.level, then.level);
        prop_assert_eq!(now.points, then.points);
        prop_assert!(then.certainty.value <= now.certainty.value);
        prop_assert!(then.lacks.len() >= now.lacks.len());
    }

    /// The worst of days never lowers what was.
    #[test]
    fn the_worst_of_days_lowers_nothing(rows in rows(), texts in texts(), floors in floors()) {
        let before = risk_now(&evidence(&rows, &texts), &floors, day(80));
        let (mut rows, mut texts) = (rows, texts);
        rows.extend([
            (81, "mood.score", 1.0), (81, "sleep.hours", 0.0), (81, "sleep.quality", 1.0), (81, "phq9.total", 27.0), (81, "gad7.total", 21.0),
            (81, "who5.total", 0.0), (81, "isi.total", 28.0), (81, "phq2.total", 6.0), (81, "journal.valence", -1.0),
            (81, "journal.emotion.sadness", 1.0), (81, "activity.steps", 0.0),
        ]);
        texts.push((81, 1.0));
        let after = risk_now(&evidence(&rows, &texts), &floors, day(81));
        for signal in Signal::ALL.iter().filter(|signal| **signal != Signal::Withdrawal) {
            prop_assert!(of(&after, *signal) >= of(&before, *signal), "{signal:?}");
        }
        prop_assert!(after.level >= before.level);
    }

    /// What was never recorded takes nothing away: without a signal's data the score lacks what they gave, and no more.
    #[test]
    fn what_is_missing_takes_nothing_from_the_rest(rows in rows(), texts in texts()) {
        let whole = risk_now(&evidence(&rows, &texts), &[], day(80));
        for (prefix, signals) in [
            ("sleep.", [Signal::Sleep].as_slice()),
            ("phq", &[]), ("gad", &[]), ("who", &[]), ("isi", &[]),
        ] {
            let left: Vec<Row> = rows.iter().filter(|row| !row.1.starts_with(prefix)).copied().collect();
            let score = risk_now(&evidence(&left, &texts), &[], day(80));
            for signal in [Signal::Text, Signal::MoodLevel, Signal::MoodFall, Signal::Instability, Signal::Hopelessness, Signal::Sleep] {
                if !signals.contains(&signal) {
                    prop_assert!(of(&score, signal) == of(&whole, signal), "{prefix} {signal:?}");
                }
            }
        }
        let silent = risk_now(&evidence(&rows, &[]), &[], day(80));
        prop_assert!((points(&silent) + of(&whole, Signal::Text) - points(&whole)).abs() < 1e-9);
    }

    /// Contributions sum to the score; floors are never diluted; nothing is ever no number.
    #[test]
    fn contributions_sum_and_floors_hold(rows in rows(), texts in texts(), floors in floors()) {
        let evidence = evidence(&rows, &texts);
        for score in risk_course(&evidence, &floors, day(0), day(85)) {
            let sum: f64 = score.contributions.iter().map(|c| c.points).sum();
            // In tenths, which have no exact sum in binary.
            prop_assert!((sum - points(&score)).abs() < 1e-6, "{score:?}");
            prop_assert!((0.0..=100.0).contains(&points(&score)) && score.certainty.value.is_finite());
            prop_assert!(score.contributions.iter().all(|c| (0.0..=c.most + 1e-9).contains(&c.points) && !c.reason.contains("NaN")));
            let standing = floors.iter().filter(|floor| floor.stands_on(score.date)).map(|floor| floor.finding.level()).max();
            prop_assert!(score.level.unwrap_or(RiskLevel::None) >= standing.unwrap_or(RiskLevel::None));
            prop_assert_eq!(&score, &risk_now(&evidence, &floors, score.date), "as it was known on that day");
        }
    }

    /// The order in which things come in makes no difference.
    #[test]
    fn order_does_not_matter(rows in rows().prop_map(|mut rows| { rows.sort_by_key(|r| (r.0, r.1)); rows.dedup_by_key(|r| (r.0, r.1)); rows }),
        texts in texts(), floors in floors(), seed in any::<u64>()) {
        let turn = |n: usize| (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(seed).rotate_left(23);
        let shuffled = |len: usize| { let mut order: Vec<usize> = (0..len).collect(); order.sort_by_key(|n| turn(*n)); order };
        let other_rows: Vec<Row> = shuffled(rows.len()).into_iter().map(|n| rows[n]).collect();
        let other_texts: Vec<_> = shuffled(texts.len()).into_iter().map(|n| texts[n]).collect();
        let other_floors: Vec<_> = shuffled(floors.len()).into_iter().map(|n| floors[n]).collect();
        let (one, other) = (risk_now(&evidence(&rows, &texts), &floors, day(80)), risk_now(&evidence(&other_rows, &other_texts), &other_floors, day(80)));
        prop_assert_eq!((one.level, one.points, one.certainty), (other.level, other.points, other.certainty));
    }
}
