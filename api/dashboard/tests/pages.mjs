// Every page of the dashboard: its name, its address, and what is done there before it is looked at.

import { OWNED } from './stand_in/organisations.mjs';

export const PAGES = [
  ['today', '#/'],
  ['today-sleep', '#/today/sleep'],
  ['today-practice', '#/today/exercise', opened],
  ['today-measure', '#/today/context'],
  ['calendar', '#/calendar'],
  ['day', '#/calendar', lastDay],
  ['journal', '#/journal'],
  ['journal-page', '#/journal', firstPage],
  ['journal-writing', '#/journal/new'],
  ['sleep', '#/sleep', tables],
  ['assessments', '#/assessments', tables],
  ['assessment', '#/assessments/phq9', answered],
  ['screener', '#/assessments/cssrs', screened],
  ['insights', '#/insights'],
  ['import', '#/import'],
  ['account', '#/account'],
  ['organisations', '#/organisations'],
  ['more', '#/more'],
  ['nowhere', '#/nowhere'],
];

/** Pages that show something only where imports and organisations are stood in for. */
export const STOOD_IN_PAGES = [
  ['import-report', '#/import', imported],
  ['organisation', `#/organisations/${OWNED.id}`, tables],
  ['organisation-keys', `#/organisations/${OWNED.id}/keys`, keyed],
  ['organisation-invitations', `#/organisations/${OWNED.id}/invitations`, invited],
];

/** Goes to a page and brings it to the state in which it is looked at. */
export async function visit(page, url, [, address, prepare]) {
  await page.goto(new URL(address, url).href);
  await settled(page);
  if (prepare) await prepare(page);
  await settled(page);
}

/** Waits until nothing is on its way to the page. */
export async function settled(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.waiting, [aria-busy=true]') === null);
}

async function opened(page) {
  await page.getByText('Mood before and after, note').click();
}

async function tables(page) {
  for (const summary of await page.getByText('Show as a table').all()) await summary.click();
}

async function lastDay(page) {
  await page.locator('.day[data-mood]').last().click();
  await page.locator('.entry').first().waitFor();
}

async function firstPage(page) {
  await page.getByTestId('journal-page').first().getByRole('link').click();
  await page.locator('.reading-text').waitFor();
}

async function answered(page) {
  for (const item of await page.locator('.questions fieldset').all()) await item.getByRole('radio').nth(1).check({ force: true });
  await page.getByTestId('care').waitFor();
}

async function screened(page) {
  await page.getByRole('group', { name: 'thoughts about killing yourself' }).getByRole('radio', { name: 'Yes' }).check({ force: true });
}

async function imported(page) {
  await page.getByLabel('Where it comes from').selectOption('daylio-csv');
  await page.locator('input[type=file]').setInputFiles({ name: 'daylio_export.csv', mimeType: 'text/csv', buffer: Buffer.alloc(5000, 'x') });
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('What became of each row').waitFor();
}

async function keyed(page) {
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByTestId('new-key').waitFor();
}

async function invited(page) {
  await page.getByRole('button', { name: 'Make a code' }).click();
  await page.getByTestId('invitation').waitFor();
}
