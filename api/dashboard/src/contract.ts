/** The bodies of the HTTP contract that the dashboard reads and writes. */

/** `YYYY-MM-DD`, a day in the person's own zone. */
export type LocalDate = string;

export interface Person {
  id: string;
  email: string;
  zone: string;
  synthetic: boolean;
}

/** What a sign-in or a refresh hands out; the refresh token serves once. */
export interface Grant {
  person: Person;
  access_token: string;
  expires_in: number;
  refresh_token: string;
}

export interface MoodData {
  /** 1 to 10. */
  score: number;
  /** 1 to 10. */
  energy?: number;
  note?: string;
}

export interface NewMood {
  /** UUIDv7; sending the same id and body again records nothing new. */
  id: string;
  /** RFC 3339 with the offset of the person's clock. */
  at: string;
  zone: string;
  data: MoodData;
}

export interface MoodEntry {
  id: string;
  version: number;
  at: string;
  zone: string;
  local_date: LocalDate;
  data: MoodData;
}

export interface MoodPage {
  items: MoodEntry[];
  next_cursor: string | null;
}

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

export interface Forecast {
  metric: string;
  model: Model;
  origin: LocalDate | null;
  /** Nominal probability that an interval holds the value. */
  coverage: number;
  points: ForecastPoint[];
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
