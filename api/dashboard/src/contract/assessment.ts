import type { LocalDate } from './entry';

export const INSTRUMENTS = ['phq9', 'gad7', 'phq2', 'gad2', 'who5', 'isi', 'cssrs'] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

/** Answers to the C-SSRS screener. Questions 3 to 5 are asked only when the second is yes. */
export interface Screener {
  wish_to_be_dead: boolean;
  suicidal_thoughts: boolean;
  method?: boolean;
  intent?: boolean;
  plan?: boolean;
  intent_or_plan_past_day?: boolean;
  behaviour_lifetime: boolean;
  behaviour_past_3_months: boolean;
}

export interface AssessmentData {
  instrument: Instrument;
  /** In the instrument's order; null for an item left out. */
  answers?: (number | null)[];
  /** PHQ-9's unscored question. */
  difficulty?: number;
  screener?: Screener;
}

/** What the server makes of the answers. */
export interface Score {
  instrument: Instrument;
  total: number | null;
  band: string | null;
  screen_positive: boolean | null;
  missing: number;
  prorated: boolean;
  item9: number | null;
  tier: string | null;
  /** `required` when a safety item was answered with anything but no, `ask` when it was left out. */
  follow_up: 'none' | 'ask' | 'required';
}

export interface Band {
  name: string;
  from: number;
  to: number;
}

export interface CoursePoint {
  id: string;
  at: string;
  local_date: LocalDate;
  total: number | null;
  band: string | null;
  change: { from_previous: number; reliable: boolean | null; direction: 'better' | 'worse' | 'same' } | null;
}

export interface Course {
  instrument: Instrument;
  minimum: number;
  maximum: number;
  bands: Band[];
  reliable_change: number | null;
  important_difference: number | null;
  points: CoursePoint[];
}
