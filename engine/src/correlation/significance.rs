use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// How often chance alone gives a correlation as far from 0, either way, between series of which `df` independent days
/// beyond two are left: Student's t of `r x sqrt(df / (1 - r^2))`. 1 without degrees of freedom.
pub(super) fn p_value(r: f64, df: f64) -> f64 {
    if df <= 0.0 {
        return 1.0;
    }
    let t = r.abs() * (df / (1.0 - r * r).max(1e-12)).sqrt();
    StudentsT::new(0.0, 1.0, df).map_or(1.0, |student| (2.0 * student.sf(t)).min(1.0))
}

/// The point beyond which Student's t lies in `(1 - level) / 2` of cases.
pub(crate) fn student_point(level: f64, df: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, df).ok()?;
    Some(student.inverse_cdf(f64::midpoint(1.0, level))).filter(|point| point.is_finite())
}

/// Interval of a rank correlation by Fisher's transformation, with the variance of Bonett and Wright (2000).
pub(super) fn interval(r: f64, effective_n: f64, level: f64) -> (f64, f64) {
    let point = Normal::standard().inverse_cdf(f64::midpoint(1.0, level));
    let centre = r.clamp(-0.999_999, 0.999_999).atanh();
    let width = point * ((1.0 + r * r / 2.0) / (effective_n - 3.0).max(0.5)).sqrt();
    ((centre - width).tanh().min(r), (centre + width).tanh().max(r))
}

/// Each p-value as the smallest false discovery rate at which it would be a discovery (Benjamini and Hochberg 1995).
pub(super) fn adjusted(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_unstable_by(|a, b| p_values[*b].total_cmp(&p_values[*a]));
    let tests = p_values.len() as f64;
    let mut least = 1.0_f64;
    let mut adjusted = vec![1.0; p_values.len()];
    for (place, index) in order.into_iter().enumerate() {
        least = least.min(p_values[index] * tests / (tests - place as f64));
        adjusted[index] = least.max(p_values[index]);
    }
    adjusted
}
