// Answers in the place of parts of the contract that the server does not have yet, so that their pages can be tested.
//
// This is the one list of them. A part that the server has is taken off the list: the same tests then ask the server.

import { account } from './account.mjs';
import { course } from './course.mjs';
import { daily } from './daily.mjs';
import { entries } from './entries.mjs';
import { imports } from './imports.mjs';
import { organisations } from './organisations.mjs';
import { stats } from './stats.mjs';
import { usage } from './usage.mjs';

export const STOOD_IN = [
  ['GET /v1/dashboard: stages of sleep, exercise, kinds of a day', daily],
  ['/v1/exercises, /v1/gratitude, /v1/context', entries],
  ['GET /v1/usage', usage],
  ['GET and PATCH /v1/me: consents; GET /v1/export', account],
  ['GET /v1/assessments/course', course],
  ['/v1/imports', imports],
  ['/v1/organisations, /v1/memberships', organisations],
  ['/v1/stats', stats],
];

/** Puts every stand-in before a browser context; gives what they keep, so that a test can look at it. */
export async function standIn(context) {
  const kept = {};
  for (const [, install] of STOOD_IN) await install(context, kept);
  return kept;
}

export const json = (route, body, status = 200) =>
  route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });

export const problem = (route, status, code, detail, errors = [], headers = {}) =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    headers,
    body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail, errors }),
  });
