//! Questionnaires, scored here from the item answers; a total that a client claims is only ever compared.
//!
//! Sources: PHQ-9 Kroenke 2001, GAD-7 Spitzer 2006, PHQ-2 Arroll 2010, GAD-2 Kroenke 2007, WHO-5 Topp 2015, ISI
//! Morin 2011, C-SSRS screener: Columbia triage guideline.

use serde::{Deserialize, Serialize};

use crate::FieldError;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Instrument {
    Phq9,
    Gad7,
    Phq2,
    Gad2,
    Who5,
    Isi,
    Cssrs,
}

impl Instrument {
    /// Number of items and the highest answer; the C-SSRS screener has questions instead.
    fn items(self) -> (usize, u8) {
        match self {
            Self::Phq9 => (9, 3),
            Self::Gad7 => (7, 3),
            Self::Phq2 | Self::Gad2 => (2, 3),
            Self::Who5 => (5, 5),
            Self::Isi => (7, 4),
            Self::Cssrs => (0, 0),
        }
    }

    /// How many answers may be missing for a total to be prorated.
    fn allowed_missing(self) -> usize {
        if matches!(self, Self::Phq9 | Self::Gad7) { 2 } else { 0 }
    }

    /// The highest total, in the instrument's own points; [`None`] for the C-SSRS screener, whose answers are never summed.
    pub fn highest_total(self) -> Option<u8> {
        match self {
            Self::Phq9 => Some(27),
            Self::Gad7 => Some(21),
            Self::Phq2 | Self::Gad2 => Some(6),
            Self::Who5 => Some(100),
            Self::Isi => Some(28),
            Self::Cssrs => None,
        }
    }

    /// Whether a higher total is better, as for wellbeing; of the others a higher total means more symptoms.
    pub fn higher_is_better(self) -> bool {
        self == Self::Who5
    }

    /// The published bands of the total, from the lowest; none where none are published.
    pub fn bands(self) -> &'static [Band] {
        const fn band(name: &'static str, from: u8, to: u8) -> Band {
            Band { name, from, to }
        }
        match self {
            Self::Phq9 => {
                const {
                    &[
                        band("minimal", 0, 4),
                        band("mild", 5, 9),
                        band("moderate", 10, 14),
                        band("moderately severe", 15, 19),
                        band("severe", 20, 27),
                    ]
                }
            }
            Self::Gad7 => {
                const {
                    &[
                        band("minimal", 0, 4),
                        band("mild", 5, 9),
                        band("moderate", 10, 14),
                        band("severe", 15, 21),
                    ]
                }
            }
            Self::Who5 => {
                const {
                    &[
                        band("likely depression", 0, 28),
                        band("low wellbeing", 29, 50),
                        band("adequate wellbeing", 51, 100),
                    ]
                }
            }
            Self::Isi => {
                const {
                    &[
                        band("none", 0, 7),
                        band("subthreshold", 8, 14),
                        band("moderate", 15, 21),
                        band("severe", 22, 28),
                    ]
                }
            }
            Self::Phq2 | Self::Gad2 | Self::Cssrs => &[],
        }
    }

    /// The smallest change of the total that measurement error alone would seldom make. Published for PHQ-9 only.
    pub fn reliable_change(self) -> Option<u8> {
        (self == Self::Phq9).then_some(6)
    }

    /// The smallest change of the total that matters to people: PHQ-9 Loewe 2004, GAD-7 Toussaint 2020, WHO-5 Topp 2015,
    /// ISI Yang 2009.
    pub fn important_difference(self) -> Option<u8> {
        match self {
            Self::Phq9 => Some(5),
            Self::Gad7 => Some(4),
            Self::Who5 => Some(10),
            Self::Isi => Some(6),
            Self::Phq2 | Self::Gad2 | Self::Cssrs => None,
        }
    }

    fn band(self, total: u8) -> Option<&'static str> {
        let band = self.bands().iter().find(|band| (band.from..=band.to).contains(&total));
        band.map(|band| band.name)
    }
}

/// A range of totals with its published name, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Band {
    pub name: &'static str,
    pub from: u8,
    pub to: u8,
}

/// Answers to the C-SSRS screener. Q3 to Q5 are asked only when Q2 is yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CssrsAnswers {
    /// Q1: wished to be dead, past month.
    pub wish_to_be_dead: bool,
    /// Q2: thoughts of killing oneself, past month.
    pub suicidal_thoughts: bool,
    /// Q3: thought about how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<bool>,
    /// Q4: some intention of acting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<bool>,
    /// Q5: worked out a plan and intends to carry it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<bool>,
    /// Whether a yes to Q4 or Q5 holds for the past day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent_or_plan_past_day: Option<bool>,
    /// Q6: did, started or prepared anything, ever.
    pub behaviour_lifetime: bool,
    /// Q6: within the past three months.
    pub behaviour_past_3_months: bool,
}

/// Tier of the C-SSRS screener; the highest that applies wins, answers are never summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CssrsTier {
    None,
    Low,
    Moderate,
    High,
    /// Intent or plan within the past day (a rule of this project).
    Imminent,
}

impl CssrsAnswers {
    fn check(&self) -> Result<(), FieldError> {
        let follow_ups = [("method", self.method), ("intent", self.intent), ("plan", self.plan)];
        for (name, answer) in follow_ups {
            match (self.suicidal_thoughts, answer) {
                (true, None) => {
                    return Err(FieldError::missing(
                        format!("screener.{name}"),
                        "an answer, since suicidal_thoughts is yes",
                    ));
                }
                (false, Some(answer)) => {
                    return Err(FieldError::new(
                        format!("screener.{name}"),
                        answer,
                        "no answer: it is asked only when suicidal_thoughts is yes",
                    ));
                }
                _ => {}
            }
        }
        let acute = self.intent == Some(true) || self.plan == Some(true);
        match self.intent_or_plan_past_day {
            None if acute => Err(FieldError::missing(
                "screener.intent_or_plan_past_day",
                "an answer, since intent or plan is yes",
            )),
            Some(true) if !acute => Err(FieldError::new(
                "screener.intent_or_plan_past_day",
                true,
                "false: neither intent nor plan is yes",
            )),
            _ if self.behaviour_past_3_months && !self.behaviour_lifetime => Err(FieldError::new(
                "screener.behaviour_lifetime",
                false,
                "true, since behaviour_past_3_months is true",
            )),
            _ => Ok(()),
        }
    }

    pub fn tier(&self) -> CssrsTier {
        let acute = self.intent == Some(true) || self.plan == Some(true);
        if acute && self.intent_or_plan_past_day == Some(true) {
            CssrsTier::Imminent
        } else if acute || self.behaviour_past_3_months {
            CssrsTier::High
        } else if self.method == Some(true) || self.behaviour_lifetime {
            CssrsTier::Moderate
        } else if self.wish_to_be_dead || self.suicidal_thoughts {
            CssrsTier::Low
        } else {
            CssrsTier::None
        }
    }
}

/// A completed questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessment {
    instrument: Instrument,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<Option<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    screener: Option<CssrsAnswers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difficulty: Option<u8>,
}

/// An assessment as it comes in, not yet validated.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentDraft {
    pub instrument: Instrument,
    /// The answers in the instrument's order; `null` for one that was left out.
    #[serde(default)]
    pub answers: Vec<Option<i64>>,
    /// The C-SSRS screener's answers.
    pub screener: Option<CssrsAnswers>,
    /// PHQ-9's unscored question, 0 to 3.
    pub difficulty: Option<i64>,
    /// The client's own total, compared with ours and refused if it differs.
    pub total: Option<f64>,
}

impl TryFrom<AssessmentDraft> for Assessment {
    type Error = FieldError;

    fn try_from(draft: AssessmentDraft) -> Result<Self, FieldError> {
        let instrument = draft.instrument;
        let (items, highest) = instrument.items();
        if draft.answers.len() != items {
            return Err(FieldError::new(
                "answers",
                format!("{} answers long", draft.answers.len()),
                format!("{items} answers (null for one left out)"),
            ));
        }
        let answers = draft.answers.iter().enumerate();
        let answers = answers
            .map(|(i, v)| v.map(|v| answer(&format!("answers[{i}]"), v, highest)).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let missing = answers.iter().filter(|v| v.is_none()).count();
        if missing > 0 && instrument.allowed_missing() == 0 {
            return Err(FieldError::new(
                "answers",
                format!("{missing} left out"),
                "every item answered: this instrument has no score otherwise",
            ));
        }
        match (instrument, &draft.screener) {
            (Instrument::Cssrs, Some(screener)) => screener.check()?,
            (Instrument::Cssrs, None) => return Err(FieldError::missing("screener", "the screener's answers")),
            (_, Some(_)) => return Err(FieldError::new("screener", "given", "nothing: only cssrs has it")),
            (_, None) => {}
        }
        if draft.difficulty.is_some() && instrument != Instrument::Phq9 {
            return Err(FieldError::new("difficulty", "given", "nothing: only phq9 has it"));
        }
        let difficulty = draft.difficulty.map(|v| answer("difficulty", v, 3)).transpose()?;
        let assessment = Self {
            instrument,
            answers,
            screener: draft.screener,
            difficulty,
        };
        if let Some(claimed) = draft.total {
            let computed = assessment.score().total;
            if computed.is_none_or(|total| f64::from(total) != claimed) {
                let computed = computed.map_or_else(|| "no total".to_owned(), |total| total.to_string());
                return Err(FieldError::new(
                    "total",
                    claimed,
                    format!("{computed}, which is what the answers give (or leave total out)"),
                ));
            }
        }
        Ok(assessment)
    }
}

fn answer(field: &str, value: i64, highest: u8) -> Result<u8, FieldError> {
    u8::try_from(value)
        .ok()
        .filter(|v| *v <= highest)
        .ok_or_else(|| FieldError::new(field, value, format!("a whole number from 0 to {highest}")))
}

/// What a clinician or the product must do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FollowUp {
    None,
    /// A safety item was left out: unknown means ask.
    Ask,
    /// A safety item was answered with anything but no.
    Required,
}

/// The score of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssessmentScore {
    pub instrument: Instrument,
    /// In the instrument's own points; absent when too many answers are missing, and for C-SSRS.
    pub total: Option<u8>,
    pub band: Option<&'static str>,
    /// Whether the instrument's screen is positive; absent where none is defined or there is no total.
    pub screen_positive: Option<bool>,
    /// Items left out.
    pub missing: usize,
    /// The total is the mean of the answered items times the number of items, rounded half up.
    pub prorated: bool,
    /// PHQ-9's ninth answer; never prorated.
    pub item9: Option<u8>,
    /// C-SSRS only.
    pub tier: Option<CssrsTier>,
    pub follow_up: FollowUp,
}

impl Assessment {
    pub fn instrument(&self) -> Instrument {
        self.instrument
    }

    pub fn score(&self) -> AssessmentScore {
        let instrument = self.instrument;
        let answered: Vec<u8> = self.answers.iter().flatten().copied().collect();
        let missing = self.answers.len() - answered.len();
        let sum: u32 = answered.iter().map(|v| u32::from(*v)).sum();
        let items = self.answers.len() as u32;
        let total = if self.answers.is_empty() || missing > instrument.allowed_missing() {
            None
        } else {
            let count = answered.len() as u32;
            // Half up in integers: floor((2 * sum * items + count) / (2 * count)).
            let scaled = (2 * sum * items + count) / (2 * count);
            u8::try_from(if instrument == Instrument::Who5 { scaled * 4 } else { scaled }).ok()
        };
        let screen_positive = total.and_then(|total| match instrument {
            Instrument::Phq9 | Instrument::Gad7 => Some(total >= 10),
            Instrument::Phq2 | Instrument::Gad2 => Some(total >= 3),
            Instrument::Who5 => Some(total <= 50 || answered.iter().any(|v| *v <= 1)),
            Instrument::Isi | Instrument::Cssrs => None,
        });
        let item9 = if instrument == Instrument::Phq9 {
            self.answers.get(8).copied().flatten()
        } else {
            None
        };
        let tier = self.screener.map(|screener| screener.tier());
        let follow_up = match (instrument, item9, tier) {
            (Instrument::Phq9, None, _) => FollowUp::Ask,
            (_, Some(1..), _) => FollowUp::Required,
            (_, _, Some(tier)) if tier > CssrsTier::None => FollowUp::Required,
            _ => FollowUp::None,
        };
        AssessmentScore {
            instrument,
            total,
            band: total.and_then(|total| instrument.band(total)),
            screen_positive,
            missing,
            prorated: total.is_some() && missing > 0,
            item9,
            tier,
            follow_up,
        }
    }
}

impl AssessmentScore {
    /// The metrics that this score gives.
    pub(crate) fn measures(&self) -> impl Iterator<Item = (&'static str, u8)> {
        let total = match self.instrument {
            Instrument::Phq9 => "phq9.total",
            Instrument::Gad7 => "gad7.total",
            Instrument::Phq2 => "phq2.total",
            Instrument::Gad2 => "gad2.total",
            Instrument::Who5 => "who5.total",
            Instrument::Isi => "isi.total",
            Instrument::Cssrs => "cssrs.total",
        };
        [
            (total, self.total),
            ("phq9.item9", self.item9),
            ("cssrs.tier", self.tier.map(|tier| tier as u8)),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
    }
}
