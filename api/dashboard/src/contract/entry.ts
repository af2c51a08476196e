import type { AssessmentData, Score } from './assessment';

/** `YYYY-MM-DD`, a day in the person's own zone. */
export type LocalDate = string;

export interface MoodData {
  /** 1 to 10. */
  score: number;
  /** 1 to 10. */
  energy?: number;
  emotions?: string[];
  activities?: string[];
  place?: string;
  note?: string;
}

export interface SleepData {
  start: string;
  end: string;
  asleep_minutes?: number;
  /** 1 to 10. */
  quality?: number;
  note?: string;
}

export interface JournalData {
  title?: string;
  text: string;
}

export const EXERCISES = ['breathing', 'mindfulness', 'physical', 'relaxation', 'cognitive', 'other'] as const;

export interface ExerciseData {
  exercise: (typeof EXERCISES)[number];
  minutes: number;
  name?: string;
  mood_before?: number;
  mood_after?: number;
  note?: string;
}

export interface GratitudeData {
  items: string[];
}

export interface ContextData {
  /** A metric of the catalogue, or a name of the person's own. */
  metric: string;
  value: number;
  adds_up?: boolean;
}

/** What can be recorded, and what each entry holds. */
export interface DataOf {
  mood: MoodData;
  sleep: SleepData;
  journal: JournalData;
  exercise: ExerciseData;
  gratitude: GratitudeData;
  context: ContextData;
  assessment: AssessmentData;
}

export type Kind = keyof DataOf;

/** In the order in which the page offers them. */
export const KINDS: Kind[] = ['mood', 'sleep', 'journal', 'exercise', 'gratitude', 'context', 'assessment'];

export interface NewEntry<K extends Kind> {
  /** UUIDv7; sending the same id and body again records nothing new. */
  id: string;
  /** RFC 3339, or local time in `zone`. A sleep leaves it out: its end counts. */
  at?: string;
  zone: string;
  data: DataOf[K];
}

export interface Edit<K extends Kind> {
  /** Sending the same mutation again changes nothing more. */
  mutation_id: string;
  expected_version: number;
  at?: string;
  zone: string;
  data: DataOf[K];
}

export interface Entry<K extends Kind = Kind> {
  id: string;
  kind: K;
  version: number;
  at: string;
  zone: string;
  local_date: LocalDate;
  source: string;
  data: DataOf[K];
  /** Of an assessment: what the answers give. */
  score?: Score;
}

export interface EntryPage<K extends Kind> {
  items: Entry<K>[];
  next_cursor: string | null;
}

export interface Usage {
  today: LocalDate;
  zone: string;
  streak: { days: number; today_counted: boolean; longest: number };
  kinds: { kind: string; count: number; last_used: string | null; last_date: LocalDate | null }[];
}
