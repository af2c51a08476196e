import type { Abstention, Model } from './dashboard';
import type { LocalDate } from './entry';

export const LEVELS = ['none', 'low', 'moderate', 'high', 'imminent'] as const;
export type RiskLevel = (typeof LEVELS)[number];

/** Where to get help. */
export interface Help {
  message: string;
  /** The nearest first. */
  resources: string[];
}

export interface RiskContribution {
  /** Null for a floor. */
  signal: string | null;
  points: number;
  most: number;
  reason: string;
  days: number;
  last: LocalDate;
}

export interface RiskDay {
  date: LocalDate;
  /** Null while nothing is known. */
  level: RiskLevel | null;
  points: number | null;
  certainty: number;
  contributions: { signal: string | null; points: number }[];
}

export interface Risk {
  /** From moderate on. */
  support?: Help;
  today: {
    date: LocalDate;
    level: RiskLevel | null;
    points: number | null;
    certainty: { value: number; word: 'low' | 'medium' | 'high' };
    contributions: RiskContribution[];
    lacks: { signal: string; code: string; reason: string }[];
    model: Model;
    abstained: Abstention | null;
  };
  follow_up: 'none' | 'required';
  floors: { source: 'item9' | 'screener' | 'text'; level: RiskLevel; since: LocalDate }[];
  history: RiskDay[];
  about: string;
}

export interface Suggestion {
  id: string;
  name: string;
  kind: string;
  minutes: number;
  steps: string[];
  source: { citation: string; doi: string; finding: string };
  contraindications: string[];
  reasons: string[];
  times: number;
  mean_change: number | null;
}

export interface Suggestions {
  support?: Help;
  items: Suggestion[];
  /** Chosen by the person's own days. */
  personal: boolean;
  reason?: string;
}
