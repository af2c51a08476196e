import type { LocalDate } from './entry';

export interface Organisation {
  id: string;
  name: string;
  role: 'owner' | 'member';
}

export interface Invitation {
  code: string;
  expires_at: string;
}

export const SCOPES = ['stats:read', 'export:read'] as const;

export interface Key {
  id: string;
  name: string;
  scopes: string[];
  prefix: string;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  revoked: boolean;
}

/** A key as it is made; the secret is never told again. */
export interface NewKey {
  id: string;
  name: string;
  scopes: string[];
  secret: string;
  created_at: string;
  expires_at: string;
}

/** A number with its 95 % interval, which holds the noise that was added to it. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** Part of the people of a table: own means from one number to another, or a level of risk. */
export interface PopulationCell {
  from: number | null;
  to: number | null;
  level: 'none' | 'low' | 'moderate' | 'high' | 'unknown' | null;
  suppressed: boolean;
  people: number | null;
  share: number | null;
}

/** A period of a table, released once; a suppressed one is about too few people to be shown. */
export interface PopulationPeriod {
  start: LocalDate;
  end: LocalDate;
  suppressed: boolean;
  released_at: string | null;
  people: Estimate | null;
  mean: Estimate | null;
  standard_deviation: number | null;
  percentiles: (Estimate & { percent: number })[];
  cells: PopulationCell[];
  /** How much higher the mean is than that of the period before. */
  change: Estimate | null;
}

export interface PopulationTable {
  table: string;
  unit: string | null;
  span: 'month' | 'quarter';
  threshold: number;
  periods: PopulationPeriod[];
}

export interface Population {
  organisation: string;
  minimum_people: number;
  privacy: { epsilon: number; delta: number; epsilon_per_person_and_quarter: number; mechanism: string };
  tables: PopulationTable[];
  note: string;
}
