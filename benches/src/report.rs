//! Tables for people, numbers for both.

use std::time::Duration;

use serde_json::{Value, json};

/// Prints columns, the first to the left, the others to the right.
pub fn table(title: &str, header: &[&str], rows: &[Vec<String>]) {
    let width = |i: usize| {
        rows.iter()
            .map(|row| row[i].chars().count())
            .chain([header[i].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<_> = (0..header.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let cells = cells.iter().enumerate().map(|(i, cell)| match i {
            0 => format!("{cell:<0$}", widths[0]),
            _ => format!("{cell:>0$}", widths[i]),
        });
        println!("  {}", cells.collect::<Vec<_>>().join("   ").trim_end());
    };
    println!("{title}");
    line(header.to_vec());
    rows.iter().for_each(|row| line(row.iter().map(String::as_str).collect()));
    println!();
}

/// A rate a second, in whole numbers with thousands apart.
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(",")
}

pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 {
        numbers[middle]
    } else {
        f64::midpoint(numbers[middle - 1], numbers[middle])
    }
}

/// How long something took, many times over.
#[derive(Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub const HEADER: [&str; 6] = ["milliseconds", "n", "p50", "p95", "p99", "most"];

    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// In milliseconds, the nearest rank.
    fn quantile(&self, q: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (q * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.max(1) - 1).map_or(f64::NAN, |took| took.as_secs_f64() * 1e3)
    }

    pub fn row(&self, name: &str) -> Vec<String> {
        let quantiles = [0.5, 0.95, 0.99, 1.0].map(|q| format!("{:.2}", self.quantile(q)));
        [name.to_owned(), self.0.len().to_string()].into_iter().chain(quantiles).collect()
    }

    pub fn json(&self) -> Value {
        let [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1.0].map(|q| self.quantile(q));
        json!({ "n": self.0.len(), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "max_ms": most })
    }
}

impl FromIterator<Duration> for Latencies {
    fn from_iter<I: IntoIterator<Item = Duration>>(took: I) -> Self {
        Self(took.into_iter().collect())
    }
}
