// A newcomer's first hour in a real browser, on a real server: an account, a file from another diary, a chart, a
// questionnaire, and one's own numbers to take away.
//
//   node api/dashboard/tests/first_hour.mjs URL DAYLIO.csv FOLDER
//
// Leaves the downloaded Parquet file and a picture of the chart in FOLDER.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, file, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
page.setDefaultTimeout(30_000);
const complaints = [];
page.on('pageerror', (error) => complaints.push(String(error)));
page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
const rail = (name) => page.locator('.rail').getByRole('link', { name, exact: true }).click();
const heading = (name) => page.getByRole('heading', { name, exact: true }).waitFor();

try {
  await page.goto(url);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('Email').fill(`first-hour-${randomUUID()}@example.org`);
  await page.getByLabel('Password').fill(randomUUID());
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByTestId('empty-state').waitFor();
  console.log('ok   an account, and an empty page that says what to do');

  await rail('Import');
  await page.getByLabel('Where it comes from').selectOption('daylio-csv');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByTestId('import-state').getByText('Done', { exact: true }).waitFor();
  const rows = Number((await page.getByTestId('report-mapped').locator('dd').innerText()).replace(/\D/g, ''));
  console.log(`ok   ${rows} rows of a diary came in`);

  await rail('Today');
  await page.getByTestId('forecast-band').first().waitFor();
  assert.ok((await page.locator('svg circle').count()) >= 30, 'the chart has a point for each day');
  await page.screenshot({ path: path.join(folder, 'chart.png'), fullPage: true });
  console.log('ok   a chart of them, with a forecast and its interval');

  await rail('Assessments');
  await page.getByRole('link', { name: /^Fill in.*PHQ-9/ }).click();
  await page.locator('.questions fieldset').nth(8).waitFor();
  const items = await page.locator('.questions fieldset').all();
  for (const [index, item] of items.entries()) await item.locator(`input[value="${index < 8 ? 1 : 0}"]`).check({ force: true });
  await page.getByRole('button', { name: 'Save answers' }).click();
  await heading('Your answers are saved');
  await page.locator('.result').filter({ hasText: /8 points[\s\S]*mild/ }).waitFor();
  console.log('ok   PHQ-9, scored by the server');

  await rail('Account');
  await page.getByLabel('Parquet, for data tools').check({ force: true });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await (await download).saveAs(path.join(folder, 'daily.parquet'));
  console.log('ok   the numbers as Parquet');
  assert.deepEqual(complaints, [], 'nothing went wrong on the way');
} finally {
  await browser.close();
}
