//! Figures of text scores are those of slow and plain computations.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use eunoia_engine::text::evaluate::{EveryDay, OperatingPoint, Sample, Samples, reliability};
use proptest::prelude::*;

const CLASSES: usize = 4;

fn sample() -> impl Strategy<Value = Sample> {
    // Few values, so that ties are common.
    let probability = (0..=20_u8).prop_map(|n| f32::from(n) / 20.0);
    let probabilities = prop::collection::vec(probability, CLASSES);
    (0..16_u32, 0..16_u32, probabilities).prop_map(|(truth, predicted, probabilities)| Sample {
        truth,
        predicted,
        probabilities,
    })
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    prop::collection::vec(sample(), 1..40)
}

fn has(bits: u32, class: usize) -> bool {
    bits & (1 << class) != 0
}

fn average(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn close(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    }
}

/// Every pair of one that is and one that is not.
fn slow_auc(samples: &[Sample], class: usize) -> Option<f64> {
    let of = |is: bool| samples.iter().filter(move |sample| has(sample.truth, class) == is);
    let pairs: Vec<f64> = of(true)
        .flat_map(|yes| of(false).map(move |no| (yes.probabilities[class], no.probabilities[class])))
        .map(|(yes, no)| {
            if yes > no {
                1.0
            } else if yes == no {
                0.5
            } else {
                0.0
            }
        })
        .collect();
    average(&pairs)
}

fn count(samples: &[Sample], class: usize, truth: bool, predicted: bool) -> f64 {
    let cell = samples
        .iter()
        .filter(|s| has(s.truth, class) == truth && has(s.predicted, class) == predicted);
    cell.count() as f64
}

fn ratio(part: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| part / of)
}

proptest! {
    #[test]
    fn each_class_is_counted_as_by_hand(samples in samples()) {
        let evaluation = Samples::new(CLASSES, samples.clone(), None, None).evaluate(1);
        let (mut f1s, mut recalls) = (Vec::new(), Vec::new());
        for (class, found) in evaluation.classes.iter().enumerate() {
            let (hits, misses) = (count(&samples, class, true, true), count(&samples, class, true, false));
            let alarms = count(&samples, class, false, true);
            let (precision, recall) = (ratio(hits, hits + alarms), ratio(hits, hits + misses));
            let f1 = match (precision, recall) {
                (None, None) => None,
                (Some(p), Some(r)) if p + r > 0.0 => Some(2.0 * p * r / (p + r)),
                _ => Some(0.0),
            };
            prop_assert!(close(found.precision, precision) && close(found.recall, recall) && close(found.f1, f1));
            prop_assert_eq!(found.support as f64, hits + misses);
            prop_assert!(close(found.auc, slow_auc(&samples, class)));
            if hits + misses > 0.0 {
                f1s.push(f1.unwrap());
                recalls.push(recall.unwrap());
            }
        }
        prop_assert!(close(evaluation.metrics.macro_f1, average(&f1s)));
        prop_assert!(close(evaluation.metrics.macro_recall, average(&recalls)));
        let right = samples.iter().filter(|sample| sample.truth == sample.predicted).count();
        prop_assert!(close(evaluation.metrics.accuracy, Some(right as f64 / samples.len() as f64)));
    }

    #[test]
    fn micro_f1_of_one_class_each_is_accuracy(truth in prop::collection::vec((0..CLASSES, 0..CLASSES), 1..40)) {
        let samples = truth.iter().map(|&(truth, predicted)| Sample {
            truth: 1 << truth,
            predicted: 1 << predicted,
            probabilities: Vec::new(),
        });
        let metrics = Samples::new(CLASSES, samples.collect(), None, None).evaluate(1).metrics;
        prop_assert!(close(metrics.micro_f1, metrics.accuracy));
        prop_assert_eq!((metrics.auc, metrics.ece, metrics.precision), (None, None, None));
    }

    #[test]
    fn a_weight_is_a_repetition(samples in samples(), weights in prop::collection::vec(0..4_u32, 40), sought in prop::option::of(0..CLASSES)) {
        let weights = &weights[..samples.len()];
        let repeated = samples.iter().zip(weights).flat_map(|(sample, &times)| std::iter::repeat_n(sample.clone(), times as usize));
        let repeated: Vec<_> = repeated.collect();
        let ones = vec![1; repeated.len()];
        let weighted = Samples::new(CLASSES, samples, None, sought).metrics(weights);
        let plain = Samples::new(CLASSES, repeated, None, sought).metrics(&ones);
        for (weighted, plain) in [
            (weighted.accuracy, plain.accuracy), (weighted.macro_f1, plain.macro_f1), (weighted.micro_f1, plain.micro_f1),
            (weighted.macro_recall, plain.macro_recall), (weighted.auc, plain.auc), (weighted.precision, plain.precision),
            (weighted.recall, plain.recall), (weighted.fpr, plain.fpr), (weighted.ece, plain.ece),
        ] {
            prop_assert!(close(weighted, plain), "{:?} and {:?}", weighted, plain);
        }
    }

    #[test]
    fn a_detector_is_judged_by_the_class_it_looks_for(samples in samples(), sought in 0..CLASSES) {
        let evaluation = Samples::new(CLASSES, samples.clone(), None, Some(sought)).evaluate(1);
        let (metrics, point) = (evaluation.metrics, OperatingPoint::of(&evaluation));
        let cell = |truth, predicted| count(&samples, sought, truth, predicted);
        let (hits, alarms, misses, rejections) = (cell(true, true), cell(false, true), cell(true, false), cell(false, false));
        prop_assert!(close(point.precision, ratio(hits, hits + alarms)) && close(point.recall, ratio(hits, hits + misses)));
        prop_assert!(close(point.fpr, ratio(alarms, alarms + rejections)));
        prop_assert!(close(metrics.auc, slow_auc(&samples, sought)));
    }

    #[test]
    fn calibration_error_is_the_mean_distance_in_ten_bins(said in prop::collection::vec((0.0..=1.0_f32, any::<bool>()), 1..200)) {
        let samples = said.iter().map(|&(p, is)| Sample { truth: u32::from(is), predicted: 0, probabilities: vec![p] });
        let found = Samples::new(1, samples.collect(), None, Some(0)).evaluate(1).metrics.ece;
        let mut expected = 0.0;
        for bin in 0..10 {
            let within = |p: f32| (f64::from(p) * 10.0).floor().min(9.0) == f64::from(bin);
            let inside: Vec<_> = said.iter().filter(|(p, _)| within(*p)).collect();
            let said_mean: f64 = inside.iter().map(|(p, _)| f64::from(*p)).sum();
            let came_true = inside.iter().filter(|(_, is)| *is).count() as f64;
            expected += (said_mean - came_true).abs() / said.len() as f64;
        }
        prop_assert!(close(found, Some(expected)), "{:?} {}", found, expected);
        let bins = reliability(said.iter().copied());
        prop_assert_eq!(bins.iter().map(|bin| bin.n).sum::<u64>(), said.len() as u64);
    }

    #[test]
    fn intervals_are_the_same_for_a_seed_and_hold_the_figure(samples in prop::collection::vec(sample(), 30..60)) {
        let samples = Samples::new(CLASSES, samples, None, Some(0));
        let (first, again) = (samples.evaluate(9), samples.evaluate(9));
        prop_assert_eq!(&first, &again);
        let (accuracy, interval) = (first.metrics.accuracy.unwrap(), first.intervals.accuracy.unwrap());
        prop_assert!(interval.low <= accuracy && accuracy <= interval.high && interval.high - interval.low < 0.6);
    }
}

/// Twenty persons with twenty texts each, half of the persons read right throughout: as many independent facts as persons.
#[test]
fn intervals_by_person_are_wider_than_by_text() {
    let samples = || {
        (0..400).map(|i| Sample {
            truth: 1,
            predicted: u32::from(i / 20 % 2 == 0),
            probabilities: Vec::new(),
        })
    };
    let by_text = Samples::new(1, samples().collect(), None, None)
        .evaluate(3)
        .intervals
        .accuracy
        .unwrap();
    let clusters = Some((0..400).map(|i| i / 20).collect());
    let by_person = Samples::new(1, samples().collect(), clusters, None)
        .evaluate(3)
        .intervals
        .accuracy
        .unwrap();
    let (text, person) = (by_text.high - by_text.low, by_person.high - by_person.low);
    // By the normal approximation 0.098 and 0.44.
    assert!((0.08..0.12).contains(&text), "{text}");
    assert!((0.35..0.5).contains(&person), "{person}");
}

#[test]
fn a_rate_of_one_in_a_hundred_is_one_month_in_four() {
    let everyday = EveryDay::new(3, 300).unwrap();
    assert_eq!(everyday.rate, 0.01);
    assert!((everyday.in_thirty - 0.2603).abs() < 1e-4);
    assert_eq!(EveryDay::new(0, 0), None);
}
