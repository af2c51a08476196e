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

/** The person as they see themselves. A server without consents leaves them out. */
export interface Me extends Person {
  aggregate_consent?: boolean;
  weather_consent?: boolean;
  suggestion_consent?: boolean;
}

export type MeChange = Partial<Pick<Me, 'zone' | 'aggregate_consent' | 'weather_consent' | 'suggestion_consent'>>;

export const EXPORTS = ['csv', 'ndjson', 'parquet'] as const;
