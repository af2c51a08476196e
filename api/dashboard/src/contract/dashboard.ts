import type { LocalDate } from './entry';

/** A day; what was not observed is null. A server that does not know a figure leaves it out. */
export interface Day {
  date: LocalDate;
  /** Mean of the day's scores. */
  mood: number | null;
  /** Rolling level as of that day. */
  mood_level: number | null;
  /** Hours slept in the night that ended on that day. */
  sleep_hours: number | null;
  /** 1 to 10. */
  sleep_quality: number | null;
  deep_hours?: number | null;
  light_hours?: number | null;
  rem_hours?: number | null;
  awake_hours?: number | null;
  exercise_minutes?: number | null;
  gratitude_entries?: number | null;
  journal_entries?: number | null;
  /** Names of the kinds that were recorded. */
  kinds?: string[] | null;
}

export interface Model {
  name: string;
  version: string;
}

export interface Abstention {
  code: string;
  reason: string;
}

export interface ForecastPoint {
  date: LocalDate;
  horizon: number;
  value: number;
  low: number;
  high: number;
}

/** How such forecasts did on the person's own past, each made on the day before. */
export interface TrackRecord {
  forecasts: number;
  /** Mean absolute error, in the metric's unit. */
  mae: number;
  mae_of_ewma: number;
  /** Share of the values that lay in their interval. */
  coverage: number;
  clearly_worse: boolean;
}

export interface Forecast {
  metric: string;
  model: Model;
  origin: LocalDate | null;
  /** Nominal probability that an interval holds the value. */
  coverage: number;
  points: ForecastPoint[];
  track_record?: TrackRecord | null;
  abstained: Abstention | null;
}

export interface Insight {
  code: string;
  metric: string;
  statement: string;
  value: number | null;
  low: number | null;
  high: number | null;
  unit: string;
  days: number;
  model: Model;
  abstained: Abstention | null;
}

export interface Dashboard {
  today: LocalDate;
  from: LocalDate;
  zone: string;
  synthetic: boolean;
  /** Every day from `from` to `today`, oldest first. */
  days: Day[];
  forecast: Forecast;
  insights: Insight[];
}
