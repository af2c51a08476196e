import type { Instrument, Screener } from '../../contract';

/** A questionnaire in its own words. `choices` are the answers from 0 up, or from the highest down where `falling`. */
export interface Questionnaire {
  name: string;
  instruction: string;
  choices: string[];
  /** Answers that go with each item, where they differ from item to item. */
  choicesOf?: string[][];
  items: string[];
  falling?: boolean;
  source: string;
}

const OFTEN = ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'];
const BOTHERED = 'Over the last 2 weeks, how often have you been bothered by the following problems?';

const LITTLE_INTEREST = 'Little interest or pleasure in doing things';
const FEELING_DOWN = 'Feeling down, depressed, or hopeless';
const NERVOUS = 'Feeling nervous, anxious or on edge';
const WORRYING = 'Not being able to stop or control worrying';

const SEVERITY = ['None', 'Mild', 'Moderate', 'Severe', 'Very severe'];
const MUCH = ['Not at all', 'A little', 'Somewhat', 'Much', 'Very much'];

const questionnaires: Record<Exclude<Instrument, 'cssrs'>, Questionnaire> = {
  phq9: {
    name: 'PHQ-9',
    instruction: BOTHERED,
    choices: OFTEN,
    items: [
      LITTLE_INTEREST,
      FEELING_DOWN,
      'Trouble falling or staying asleep, or sleeping too much',
      'Feeling tired or having little energy',
      'Poor appetite or overeating',
      'Feeling bad about yourself – or that you are a failure or have let yourself or your family down',
      'Trouble concentrating on things, such as reading the newspaper or watching television',
      'Moving or speaking so slowly that other people could have noticed? Or the opposite – being so fidgety or restless that you have been moving around a lot more than usual',
      'Thoughts that you would be better off dead or of hurting yourself in some way',
    ],
    source: 'PHQ-9: developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
  },
  gad7: {
    name: 'GAD-7',
    instruction: BOTHERED,
    choices: OFTEN,
    items: [
      NERVOUS,
      WORRYING,
      'Worrying too much about different things',
      'Trouble relaxing',
      'Being so restless that it is hard to sit still',
      'Becoming easily annoyed or irritable',
      'Feeling afraid as if something awful might happen',
    ],
    source: 'GAD-7: developed by Drs. Robert L. Spitzer, Kurt Kroenke, Janet B.W. Williams and Bernd Löwe, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
  },
  phq2: {
    name: 'PHQ-2',
    instruction: BOTHERED,
    choices: OFTEN,
    items: [LITTLE_INTEREST, FEELING_DOWN],
    source: 'The first two questions of the PHQ-9.',
  },
  gad2: {
    name: 'GAD-2',
    instruction: BOTHERED,
    choices: OFTEN,
    items: [NERVOUS, WORRYING],
    source: 'The first two questions of the GAD-7.',
  },
  who5: {
    name: 'WHO-5',
    instruction: 'Please indicate for each of the five statements which is closest to how you have been feeling over the last two weeks.',
    choices: ['At no time', 'Some of the time', 'Less than half of the time', 'More than half of the time', 'Most of the time', 'All of the time'],
    items: [
      'I have felt cheerful and in good spirits',
      'I have felt calm and relaxed',
      'I have felt active and vigorous',
      'I woke up feeling fresh and rested',
      'My daily life has been filled with things that interest me',
    ],
    falling: true,
    source: 'WHO-5 Well-Being Index (1998), Psychiatric Research Unit, WHO Collaborating Centre in Mental Health.',
  },
  isi: {
    name: 'ISI',
    instruction: 'Think of your sleep over the last two weeks.',
    choices: MUCH,
    choicesOf: [
      SEVERITY,
      SEVERITY,
      SEVERITY,
      ['Very satisfied', 'Satisfied', 'Neither', 'Dissatisfied', 'Very dissatisfied'],
      MUCH,
      MUCH,
      MUCH,
    ],
    items: [
      'How hard it is to fall asleep',
      'How hard it is to stay asleep through the night',
      'How much of a problem it is that you wake too early',
      'How satisfied you are with your sleep at present',
      'How far others would notice that poor sleep takes away from your quality of life',
      'How worried or troubled you are by your sleep',
      'How far poor sleep gets in the way of your days: tiredness, work, memory, mood',
    ],
    source: 'The seven things that the Insomnia Severity Index (Morin 1993) asks about, described in words of our own.',
  },
};

export const instruments = {
  ...questionnaires,
  difficulty: {
    question:
      'If you checked off any problems, how difficult have these problems made it for you to do your work, take care of things at home, or get along with other people?',
    choices: ['Not difficult at all', 'Somewhat difficult', 'Very difficult', 'Extremely difficult'],
  },
  cssrs: {
    name: 'C-SSRS screener',
    instruction: 'These questions are direct, because that helps. Take your time; what you answer is stored sealed.',
    pastMonth: 'In the past month:',
    ever: 'In your life:',
    questions: {
      wish_to_be_dead: 'Have you wished you were dead or wished you could go to sleep and not wake up?',
      suicidal_thoughts: 'Have you actually had any thoughts about killing yourself?',
      method: 'Have you been thinking about how you might do this?',
      intent: 'Have you had these thoughts and had some intention of acting on them?',
      plan: 'Have you started to work out or worked out the details of how to kill yourself? Do you intend to carry out this plan?',
      intent_or_plan_past_day: 'Was this within the past day?',
      behaviour_lifetime: 'Have you ever done anything, started to do anything, or prepared to do anything to end your life?',
      behaviour_past_3_months: 'Was this within the past three months?',
    } satisfies Record<keyof Screener, string>,
    source: 'Columbia-Suicide Severity Rating Scale, screen version for triage. The Columbia Lighthouse Project. “Within the past day” is a question of Eunoia’s own.',
  },
};
