import type { Abstention } from './dashboard';
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

export interface Summary {
  organisation: string;
  minimum_people: number;
  people: { suppressed: boolean; members_counted: number | null };
  note?: string;
  metrics: { metric: string; unit: string }[];
}

/** A period of a cohort; a suppressed one has too few people to be shown. */
export interface LevelCell {
  start: LocalDate;
  end: LocalDate;
  suppressed: boolean;
  people: number | null;
  mean: number | null;
  standard_deviation: number | null;
  /** 95 % interval of the mean of people's own means. */
  low: number | null;
  high: number | null;
}

export interface Levels {
  metric: string;
  unit: string;
  period: string;
  minimum_people: number;
  from: LocalDate;
  to: LocalDate;
  cells: LevelCell[];
  trend: Trend | null;
  note: string | null;
}

/** How fast the cohort's level moves, per period. */
export interface Trend {
  per_period: number | null;
  /** 95 % interval. */
  low: number | null;
  high: number | null;
  direction: 'up' | 'down' | 'unclear' | null;
  abstained: Abstention | null;
}

export interface ShareCell {
  suppressed: boolean;
  people: number | null;
  share: number | null;
}

export interface InsightShares {
  minimum_people: number;
  note?: string;
  cells: (ShareCell & { kind: string })[];
}

export interface RiskShares {
  minimum_people: number;
  as_of: string | null;
  basis: string | null;
  note?: string;
  cells: (ShareCell & { level: 'none' | 'low' | 'moderate' | 'high' | 'unknown' })[];
}
