// Every page of the dashboard: its name, its address, and what is done there before it is looked at.

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

/** Pages that show something only after the person has imported a file, and founded an organisation. */
export const FURTHER_PAGES = [
  ['import-report', '#/import', imported],
  ['organisation', '#/organisations', founded],
  ['organisation-keys', '#/organisations', keyed],
  ['organisation-invitations', '#/organisations', invited],
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

const DIARY = [
  'full_date,date,weekday,time,mood,activities,note_title,note',
  '2026-03-02,March 2,Monday,20:39,good,walk | tea,,"Sun, at last"',
  '2026-03-01,March 1,Sunday,6:50 pm,rad,friends,,',
  '2026-03-01,March 1,Sunday,9:10 am,so-so,,,',
  '2026-02-31,February 31,Saturday,20:00,meh,,,',
].join('\n');

async function imported(page) {
  await page.getByLabel('Where it comes from').selectOption('daylio-csv');
  await page.locator('input[type=file]').setInputFiles({ name: 'daylio_export.csv', mimeType: 'text/csv', buffer: Buffer.from(DIARY) });
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('What became of each row').waitFor();
  await page.getByTestId('import-state').getByText('Done').waitFor();
}

async function opening(page) {
  if ((await page.getByTestId('organisation').count()) === 0) {
    await page.getByLabel('Name').fill('Lindenhof Clinic');
    await page.getByRole('button', { name: 'Create' }).click();
  } else {
    await page.getByTestId('organisation').first().getByRole('link').click();
  }
  await page.getByTestId('people').waitFor();
}

async function founded(page) {
  await opening(page);
  await settled(page);
  await tables(page);
}

async function keyed(page) {
  await opening(page);
  await page.getByRole('link', { name: 'API keys' }).click();
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByTestId('new-key').waitFor();
}

async function invited(page) {
  await opening(page);
  await page.getByRole('link', { name: 'Invitations' }).click();
  await page.getByRole('button', { name: 'Make a code' }).click();
  await page.getByTestId('invitation').waitFor();
}
