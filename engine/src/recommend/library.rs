use serde::Serialize;

/// What an exercise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Breathing,
    Grounding,
    BehaviouralActivation,
    ThoughtRecord,
    Gratitude,
    SleepHygiene,
    Mindfulness,
    SocialContact,
    SelfDistancing,
    Reflection,
    Movement,
}

/// What somebody's days may call for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    LowMood,
    Worry,
    /// Mood that drops from one day to the next.
    Unrest,
    PoorSleep,
    /// Fewer entries, fewer steps.
    Withdrawal,
    /// Pages that read sad and without hope.
    Hopelessness,
}

/// A study or review that an exercise rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Source {
    pub citation: &'static str,
    pub doi: &'static str,
    /// What it found, and how far that goes.
    pub finding: &'static str,
}

/// Something to do, with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Exercise {
    /// Stable.
    pub id: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    pub minutes: u16,
    pub steps: &'static [&'static str],
    pub source: Source,
    /// When not to do it, or to take care.
    pub contraindications: &'static [&'static str],
    /// What it is for.
    pub for_needs: &'static [Need],
    /// It calms, and may be offered beside help at moderate risk.
    pub calms: bool,
}

/// All exercises, in a fixed order.
pub fn library() -> &'static [Exercise] {
    LIBRARY
}

/// The exercise with this id.
pub fn exercise(id: &str) -> Option<&'static Exercise> {
    LIBRARY.iter().find(|exercise| exercise.id == id)
}

const LIBRARY: &[Exercise] = &[
    Exercise {
        id: "breathing.sighing",
        name: "Long breaths out",
        kind: Kind::Breathing,
        minutes: 5,
        steps: &[
            "Breathe in through the nose until the lungs feel full.",
            "Take one more short breath in.",
            "Breathe out slowly through the mouth until the lungs are empty.",
            "Go on for five minutes, at a pace that is comfortable.",
        ],
        source: Source {
            citation: "Balban MY et al. Brief structured respiration practices enhance mood and reduce physiological arousal. Cell Reports Medicine 2023;4(1):100895",
            doi: "10.1016/j.xcrm.2022.100895",
            finding: "A randomised trial: five minutes a day for a month raised positive mood more than mindfulness meditation did, in healthy adults.",
        },
        contraindications: &[
            "Stop if you feel dizzy.",
            "With an illness of the lungs or the heart, ask a doctor first.",
        ],
        for_needs: &[Need::Worry, Need::Unrest],
        calms: true,
    },
    Exercise {
        id: "grounding.senses",
        name: "Five senses",
        kind: Kind::Grounding,
        minutes: 5,
        steps: &[
            "Put both feet on the floor and notice how they touch it.",
            "Name five things that you see, four that you can touch, three that you hear.",
            "Name two things that you smell, and one that you taste.",
            "Say where you are and what day it is.",
        ],
        source: Source {
            citation: "Tol WA et al. Guided self-help to reduce psychological distress in South Sudanese female refugees in Uganda: a cluster randomised trial. Lancet Global Health 2020;8(2):e254-e263",
            doi: "10.1016/S2214-109X(19)30504-2",
            finding: "A course of self-help that begins with grounding lowered distress; what grounding alone adds was not studied.",
        },
        contraindications: &["If it brings back bad memories, open your eyes and stop."],
        for_needs: &[Need::Worry, Need::Unrest, Need::Hopelessness],
        calms: true,
    },
    Exercise {
        id: "activation.one_thing",
        name: "One thing that matters",
        kind: Kind::BehaviouralActivation,
        minutes: 20,
        steps: &[
            "Think of something that you used to enjoy, or that would be good to have done.",
            "Make it small enough for today.",
            "Say when and where you will do it.",
            "Do it whatever you feel like, and notice how you feel afterwards.",
        ],
        source: Source {
            citation: "Ekers D et al. Behavioural activation for depression; an update of meta-analysis of effectiveness and sub group analysis. PLoS ONE 2014;9(6):e100100",
            doi: "10.1371/journal.pone.0100100",
            finding: "Across 26 trials, most of low quality, behavioural activation lowered depression a good deal; a single step by oneself is less than that.",
        },
        contraindications: &[
            "Choose nothing that could hurt you.",
            "After much strain, rest may be what is needed.",
        ],
        for_needs: &[Need::LowMood, Need::Withdrawal, Need::Hopelessness],
        calms: false,
    },
    Exercise {
        id: "movement.walk",
        name: "A walk outside",
        kind: Kind::Movement,
        minutes: 20,
        steps: &[
            "Go outside and walk, at a pace at which you could still talk.",
            "Look at what is there, and leave the phone in the pocket.",
        ],
        source: Source {
            citation: "Pearce M et al. Association between physical activity and risk of depression: a systematic review and meta-analysis. JAMA Psychiatry 2022;79(6):550-559",
            doi: "10.1001/jamapsychiatry.2022.0609",
            finding: "People who move more have depression less often; such studies do not show that moving is the cause.",
        },
        contraindications: &[
            "Not with an injury, a fever, or pain in the chest.",
            "Not if you try to eat too little or to exercise too much.",
        ],
        for_needs: &[Need::LowMood, Need::PoorSleep, Need::Withdrawal],
        calms: false,
    },
    Exercise {
        id: "thought.record",
        name: "A thought, looked at twice",
        kind: Kind::ThoughtRecord,
        minutes: 15,
        steps: &[
            "Write down what happened, and what went through your mind.",
            "Write down what speaks for that thought, and what speaks against it.",
            "Write down a thought that does justice to both.",
            "Notice whether the feeling is as strong as before.",
        ],
        source: Source {
            citation: "McManus F, Van Doorn K, Yiend J. Examining the effects of thought records and behavioral experiments in instigating belief change. Journal of Behavior Therapy and Experimental Psychiatry 2012;43(1):540-547",
            doi: "10.1016/j.jbtep.2011.07.003",
            finding: "One session of thought records weakened one anxious belief and lowered anxiety against a control, in 91 people without a diagnosis.",
        },
        contraindications: &[
            "Not in the middle of a very strong feeling: calm down first.",
            "Leave memories of violence or loss to a talk with a therapist.",
        ],
        for_needs: &[Need::Worry, Need::LowMood],
        calms: false,
    },
    Exercise {
        id: "gratitude.three",
        name: "Three good things",
        kind: Kind::Gratitude,
        minutes: 10,
        steps: &[
            "Write down three things of today that were good, however small.",
            "Beside each, write what or who made it possible.",
        ],
        source: Source {
            citation: "Cregg DR, Cheavens JS. Gratitude interventions: effective self-help? A meta-analysis of the impact on symptoms of depression and anxiety. Journal of Happiness Studies 2021;22:413-445",
            doi: "10.1007/s10902-020-00236-6",
            finding: "Across 27 studies the effect on depression and anxiety was small: nice to have, and no treatment.",
        },
        contraindications: &["Leave it if it makes you feel guilty, or small."],
        for_needs: &[Need::LowMood],
        calms: false,
    },
    Exercise {
        id: "sleep.evening",
        name: "An evening for the night",
        kind: Kind::SleepHygiene,
        minutes: 30,
        steps: &[
            "Choose a time to get up, and keep it tomorrow whatever the night is like.",
            "No coffee, black tea or cola from the early afternoon, and no alcohol to fall asleep on.",
            "Dim the light for the last hour, and put the phone out of reach.",
            "Go to bed when you are sleepy; if sleep does not come, get up and do something quiet.",
        ],
        source: Source {
            citation: "Irish LA, Kline CE, Gunn HE, Buysse DJ, Hall MH. The role of sleep hygiene in promoting public health: a review of empirical evidence. Sleep Medicine Reviews 2015;22:23-36",
            doi: "10.1016/j.smrv.2014.10.001",
            finding: "Single rules have support of their own; as a treatment of insomnia sleep hygiene alone is weak.",
        },
        contraindications: &[
            "Insomnia that lasts is treated: ask for cognitive behavioural therapy for insomnia.",
            "With bipolar disorder, never cut your sleep short on purpose.",
        ],
        for_needs: &[Need::PoorSleep],
        calms: false,
    },
    Exercise {
        id: "mindfulness.breath",
        name: "Ten minutes with the breath",
        kind: Kind::Mindfulness,
        minutes: 10,
        steps: &[
            "Sit so that you are awake and at ease.",
            "Follow the breath where you feel it most.",
            "When the mind wanders, notice where to, and come back without a reproach.",
        ],
        source: Source {
            citation: "Goyal M et al. Meditation programs for psychological stress and well-being: a systematic review and meta-analysis. JAMA Internal Medicine 2014;174(3):357-368",
            doi: "10.1001/jamainternmed.2013.13018",
            finding: "There is moderate evidence that programmes of mindfulness lower anxiety and depression a little; no better than other active treatments.",
        },
        contraindications: &[
            "Not after a recent trauma, nor with psychosis, without guidance.",
            "Stop if you feel unreal or more afraid.",
        ],
        for_needs: &[Need::Worry, Need::Unrest],
        calms: false,
    },
    Exercise {
        id: "social.reach_out",
        name: "A few words with somebody",
        kind: Kind::SocialContact,
        minutes: 10,
        steps: &[
            "Think of somebody whom you have not talked to for a while, or who is near.",
            "Send a line, call, or say a few words. It need not be about how you are.",
        ],
        source: Source {
            citation: "Sandstrom GM, Dunn EW. Social interactions and well-being: the surprising power of weak ties. Personality and Social Psychology Bulletin 2014;40(7):910-922",
            doi: "10.1177/0146167214529799",
            finding: "On days with more contact, also with people one hardly knows, students and others felt better; no trial.",
        },
        contraindications: &["Nobody who has hurt you, or who does not let you say no."],
        for_needs: &[Need::Withdrawal, Need::LowMood, Need::Hopelessness],
        calms: true,
    },
    Exercise {
        id: "distance.name",
        name: "As if to a friend",
        kind: Kind::SelfDistancing,
        minutes: 10,
        steps: &[
            "Think of what weighs on you.",
            "Put it into words with your own name and \"you\" in place of \"I\": what would you say to a friend in that place?",
            "Ask how it will look in a year.",
        ],
        source: Source {
            citation: "Kross E et al. Self-talk as a regulatory mechanism: how you do it matters. Journal of Personality and Social Psychology 2014;106(2):304-324",
            doi: "10.1037/a0035173",
            finding: "In experiments, talking to oneself by name lowered distress under stress; the Stoics knew the view from above.",
        },
        contraindications: &["Leave it if you feel cut off from yourself already."],
        for_needs: &[Need::Worry, Need::Unrest],
        calms: false,
    },
    Exercise {
        id: "reflection.in_my_power",
        name: "What is in my power",
        kind: Kind::Reflection,
        minutes: 15,
        steps: &[
            "Write down what troubles you.",
            "Make two lists of it, as Epictetus did: what is up to you, and what is not.",
            "Choose one thing of the first list and one step towards it.",
            "Say of the second list: this is not up to me.",
        ],
        source: Source {
            citation: "MacLellan A, Derakshan N. The effects of Stoic training and adaptive working memory training on emotional vulnerability in high worriers. Cognitive Therapy and Research 2021;45:730-744",
            doi: "10.1007/s10608-020-10183-4",
            finding: "Eight sessions lowered rumination in a small trial with 45 people who worry much.",
        },
        contraindications: &["It is no reason to bear what somebody does to you: violence is never yours to accept."],
        for_needs: &[Need::Worry],
        calms: false,
    },
    Exercise {
        id: "reflection.a_strength",
        name: "A strength, used anew",
        kind: Kind::Reflection,
        minutes: 15,
        steps: &[
            "Name a quality that you have at your best: fairness, patience, courage, humour.",
            "Aristotle calls a virtue what lies between too much and too little, and what comes by doing: where would the middle be today?",
            "Use it today in a way that is new to you, and write down what came of it.",
        ],
        source: Source {
            citation: "Schutte NS, Malouff JM. The impact of signature character strengths interventions: a meta-analysis. Journal of Happiness Studies 2019;20:1179-1196",
            doi: "10.1007/s10902-018-9990-2",
            finding: "Across 14 articles, using strengths raised happiness and lowered depression a little.",
        },
        contraindications: &["Leave it on a day on which you can see nothing good in yourself."],
        for_needs: &[Need::LowMood],
        calms: false,
    },
];
