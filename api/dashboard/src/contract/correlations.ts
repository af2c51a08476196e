import type { Abstention, Model } from './dashboard';
import type { LocalDate } from './entry';

/** One metric beside the outcome, so many days before it. */
export interface Comparison {
  metric: string;
  /** Days by which the metric lies before the outcome. */
  lag: number;
  /** Rank correlation, with its interval. */
  r: number;
  low: number;
  high: number;
  n: number;
  /** Independent days that the `n` days are worth. */
  effective_n: number;
  p: number;
  q: number;
  halves: [number, number];
  told: boolean;
}

/** By how much the outcome's level differed. */
export interface Difference {
  value: number;
  low: number;
  high: number;
  level: number;
  threshold: number | null;
  days_with: number;
  days_without: number;
}

export interface Association {
  metric: string;
  statement: string;
  lag: number;
  direction: 'higher' | 'lower';
  difference: Difference | null;
  difference_abstained: Abstention | null;
  /** At each lag that had days enough. */
  evidence: Comparison[];
  weight: number;
  new: boolean;
  /** A metric told before it that it goes with itself. */
  beside: string | null;
}

export interface LevelChange {
  metric: string;
  statement: string;
  date: LocalDate;
  before: number;
  after: number;
  difference: number;
  low: number;
  high: number;
  days_before: number;
  days_after: number;
}

/** What goes with better and worse days. */
export interface Correlations {
  outcome: string;
  from: LocalDate;
  to: LocalDate;
  days: number;
  tests: number;
  false_discovery_rate: number;
  items: Association[];
  others: Comparison[];
  not_compared: { metric: string; abstained: Abstention }[];
  changes: { items: LevelChange[]; model: Model; abstained: Abstention | null };
  model: Model;
  abstained: Abstention | null;
}
