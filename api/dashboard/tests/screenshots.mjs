// Pictures of every page, as a desktop and a phone show it, in light and in dark.
//
//   node api/dashboard/tests/screenshots.mjs URL FOLDER [--further] [--only NAME]
//
// Signs in as the demo person of the server at URL. With --further, also imports a small file and founds an organisation
// for them, whose cohort is that of the tests' stand-in.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { FURTHER_PAGES, PAGES, visit } from './pages.mjs';
import { standIn } from './stand_in/index.mjs';

const [url, folder, ...options] = process.argv.slice(2);
if (!url || !folder) {
  console.error('usage: screenshots.mjs URL FOLDER [--further] [--only NAME]');
  process.exit(2);
}
const further = options.includes('--further');
const only = options.includes('--only') ? options[options.indexOf('--only') + 1] : null;
const demo = {
  email: process.env.EUNOIA_DEMO_EMAIL ?? 'demo@example.org',
  password: process.env.EUNOIA_DEMO_PASSWORD ?? 'a-well-mind',
};
const FORMS = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
await mkdir(folder, { recursive: true });
for (const [form, viewport] of Object.entries(FORMS)) {
  const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', deviceScaleFactor: form === 'phone' ? 2 : 1 });
  if (further) await standIn(context);
  const page = await context.newPage();
  await page.goto(url);
  await shoot(page, 'sign-in', form);
  await page.getByLabel('Email').fill(demo.email);
  await page.getByLabel('Password').fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('main .today').waitFor();
  for (const each of further ? [...PAGES, ...FURTHER_PAGES] : PAGES) {
    if (only !== null && !each[0].startsWith(only)) continue;
    await visit(page, url, each);
    await shoot(page, each[0], form);
  }
  await context.close();
}
await browser.close();

/** The whole page in one window, so that the bar at the bottom of a phone is at its bottom. */
async function shoot(page, name, form) {
  const { width, height } = FORMS[form];
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, whole) });
  await page.evaluate(() => window.scrollTo(0, 0));
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(120);
    await page.screenshot({ path: path.join(folder, `${name}-${form}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(FORMS[form]);
}
