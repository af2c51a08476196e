// Answers in the place of the server's, for what a test cannot bring about in a moment. This is the one list of them.

import { cohort } from './cohort.mjs';

export const STOOD_IN = [['GET /v1/stats/*: a cohort of 85 people over half a year', cohort]];

/** Puts every stand-in before a browser context. */
export async function standIn(context) {
  for (const [, install] of STOOD_IN) await install(context);
}
