// What a person does with the dashboard, in a real browser against a running server.
//
//   EUNOIA_URL            where the dashboard is served, for example http://127.0.0.1:8080/
//   EUNOIA_DEMO_EMAIL, EUNOIA_DEMO_PASSWORD
//                         a simulated person with some months of mood and sleep; their steps are left out without
//   EUNOIA_SCREENSHOTS    a folder for screenshots
//   CHROMIUM              the browser, /usr/bin/chromium by default
//
// Ends at the first assertion that fails, with a status other than 0.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { contrasts } from './contrast.mjs';
import { watch } from './faults.mjs';

const url = process.env.EUNOIA_URL;
const demo = { email: process.env.EUNOIA_DEMO_EMAIL, password: process.env.EUNOIA_DEMO_PASSWORD };
const screenshots = process.env.EUNOIA_SCREENSHOTS;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
// Far enough from midnight that no step falls on the next day.
const ZONE = new Date().getUTCHours() < 21 ? 'Europe/Berlin' : 'America/New_York';
const PATIENCE_MS = 15_000;

if (!url) {
  console.error('EUNOIA_URL must say where the dashboard is served');
  process.exit(2);
}
const origin = new URL(url).origin;
const fresh = { email: `browser-${randomUUID()}@example.org`, password: randomUUID() };
const note = `A walk & <b>sun</b> ${randomUUID().slice(0, 8)}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

let passed = 0;
let current = 'start';
let failure = null;

async function step(name, faults, action) {
  current = name;
  await action();
  faults.assertNone();
  passed += 1;
  console.log(`ok   ${name}`);
}

async function open(options = {}) {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    timezoneId: ZONE,
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  return { context, page, faults: await watch(page, origin) };
}

const door = (page) => page.getByRole('heading', { level: 1, name: 'Sign in' });
const inside = (page) => page.getByRole('heading', { name: 'How are you?' });
const points = (page) => page.getByTestId('mood-point');

async function signIn(page, person) {
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await inside(page).waitFor();
}

async function signOut(page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await door(page).waitFor();
}

/** The sentence that assistive technology reads for the chosen day. */
const reading = (page) => page.getByRole('slider', { name: 'Day on the chart' }).getAttribute('aria-valuetext');

/** An answer in place of the server's, for what it can't be brought to say. */
const problem = (status, code, members) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: code, status, code, ...members }),
});

/** The same page in four guises: desktop and phone, light and dark. */
async function shoot(page, name) {
  if (!screenshots) return;
  await mkdir(screenshots, { recursive: true });
  for (const [form, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(200);
      await page.screenshot({
        path: path.join(screenshots, `${name}-${form}-${colorScheme}.png`),
        fullPage: true,
      });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(DESKTOP);
}

async function freshPerson() {
  const { context, page, faults } = await open();

  await step('the dashboard opens on the sign-in form', faults, async () => {
    await page.goto(url);
    await door(page).waitFor();
    await shoot(page, 'sign-in');
  });

  await step('wrong credentials are explained next to the form', faults, async () => {
    await page.getByLabel('Email').fill(fresh.email);
    await page.getByLabel('Password').fill(fresh.password);
    await faults.expecting(401, async () => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    });
    assert.notEqual((await page.getByRole('alert').innerText()).trim(), '');
    assert.equal(await page.getByLabel('Email').inputValue(), fresh.email, 'the form keeps what was typed');
  });

  await step('a new account opens on an empty state', faults, async () => {
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(ZONE.replaceAll('_', ' ')).waitFor();
    await page.getByLabel('Email').fill(fresh.email);
    await page.getByLabel('Password').fill(fresh.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await inside(page).waitFor();
    await page.getByTestId('empty-state').getByText('Nothing here yet').waitFor();
    assert.equal(await page.getByTestId('mood-entry').count(), 0, 'a fresh account has no entries');
    assert.equal(await page.getByTestId('forecast-band').count(), 0, 'no forecast without data');
    assert.doesNotMatch(await page.getByRole('main').innerText(), /(mood|sleep)\.[a-z]/, 'what is not there yet has a name in words');
    assert.equal(await page.getByTestId('synthetic-banner').count(), 0, 'a real person is not simulated');
    await shoot(page, 'empty');
  });

  await step('a refused field is named at the field', faults, async () => {
    const other = await open();
    const errors = [{ field: 'password', value: null, reason: 'is easy to guess' }];
    const refusal = problem(422, 'invalid', { detail: 'The account has a mistake.', errors });
    await other.page.route('**/v1/auth/register', (route) => route.fulfill(refusal));
    await other.page.goto(url);
    await other.page.getByRole('button', { name: 'Create account' }).click();
    await other.page.getByLabel('Email').fill(fresh.email);
    await other.page.getByLabel('Password').fill(fresh.password);
    await other.faults.expecting(422, async () => {
      await other.page.getByRole('button', { name: 'Create account' }).click();
      await other.page.getByRole('alert').getByText('The account has a mistake.').waitFor();
    });
    const password = other.page.getByLabel('Password');
    assert.equal(await password.getAttribute('aria-invalid'), 'true');
    const described = (await password.getAttribute('aria-describedby')).split(' ');
    const reason = other.page.getByText('is easy to guess', { exact: true });
    assert.ok(described.includes(await reason.getAttribute('id')), 'the reason belongs to the field');
    other.faults.assertNone();
    await other.context.close();
  });

  await step('a taken email is refused with the reason', faults, async () => {
    const other = await open();
    await other.page.goto(url);
    await other.page.getByRole('button', { name: 'Create account' }).click();
    await other.page.getByLabel('Email').fill(fresh.email);
    await other.page.getByLabel('Password').fill(fresh.password);
    await other.faults.expecting(409, async () => {
      await other.page.getByRole('button', { name: 'Create account' }).click();
      await other.page.getByRole('alert').waitFor();
    });
    other.faults.assertNone();
    await other.context.close();
  });

  await step('a mood whose answer is lost is kept once', faults, async () => {
    const ids = [];
    await page.route('**/v1/moods', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      ids.push(route.request().postDataJSON().id);
      if (ids.length > 1) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('radio', { name: '7', exact: true }).check();
    await page.getByLabel('Energy').selectOption('6');
    await page.getByLabel('Note').fill(note);
    const save = page.getByRole('button', { name: 'Save' });
    await faults.expecting('lost', async () => {
      await save.click();
      await page.getByRole('alert').getByText('never counted twice').waitFor();
    });
    await save.click();
    await page.getByTestId('saved').getByText('Saved: 7 of 10.').waitFor();
    await page.unroute('**/v1/moods');
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1], 'the second try has the id of the first');
    assert.match(ids[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await page.getByTestId('mood-entry').getByText(note).first().waitFor();
    assert.equal(await page.getByTestId('mood-entry').count(), 1, 'one mood was entered, one is listed');
  });

  await step('the mood is on the chart and in the list, as text', faults, async () => {
    await points(page).waitFor();
    assert.equal(await points(page).count(), 1);
    assert.match(await reading(page), /^Today, .*mood 7/);
    assert.match(await page.getByTestId('glance-today').innerText(), /7\s*of 10/);
    const entry = page.getByTestId('mood-entry');
    assert.match(await entry.innerText(), /energy 6/);
    assert.equal(await entry.locator('b').count(), 0, 'a note is never markup');
    assert.match(await page.getByTestId('forecast-abstained').innerText(), /^No forecast yet: ./);
    assert.equal(await page.getByTestId('forecast-line').count(), 0, 'an abstaining forecast draws nothing');
    assert.equal(await page.getByTestId('forecast-band').count(), 0);
    await shoot(page, 'first-mood');
  });

  await step('an access token that ran out is renewed without a word', faults, async () => {
    let refused = false;
    await page.route('**/v1/dashboard?*', (route) => {
      if (refused) return route.continue();
      refused = true;
      return route.fulfill(problem(401, 'unauthenticated', { detail: 'The token has expired.' }));
    });
    await faults.expecting(401, async () => {
      const answer = page.waitForResponse((response) => response.url().includes('days=30') && response.ok());
      await page.getByRole('radio', { name: '30 days' }).check();
      await answer;
    });
    await page.unroute('**/v1/dashboard?*');
    assert.ok(refused);
    await points(page).waitFor();
  });

  await step('a reload stays signed in; the access token is stored nowhere', faults, async () => {
    await page.reload();
    await points(page).waitFor();
    const stored = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]);
    assert.deepEqual(stored, [[], ['eunoia.refresh_token'], '']);
  });

  await step('a server that is down says so, and the page recovers', faults, async () => {
    const detail = 'Under maintenance until noon.';
    await page.route('**/v1/dashboard?*', (route) => route.fulfill(problem(503, 'unavailable', { detail })));
    await faults.expecting(503, async () => {
      await page.getByRole('radio', { name: '365 days' }).check();
      await page.getByRole('alert').getByText(detail).waitFor();
    });
    await page.unroute('**/v1/dashboard?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await points(page).waitFor();
  });

  await step('a refused mood shows the reasons and keeps what was written', faults, async () => {
    const errors = [{ field: 'data.note', value: null, reason: 'is too long' }];
    const detail = 'The entry has a mistake.';
    await page.route('**/v1/moods', (route) => route.fulfill(problem(422, 'invalid', { detail, errors })));
    await page.getByRole('radio', { name: '3', exact: true }).check();
    await page.getByLabel('Note').fill('kept');
    await faults.expecting(422, async () => {
      await page.getByRole('button', { name: 'Save' }).click();
      const alert = page.getByRole('alert');
      await alert.getByText(detail).waitFor();
      await alert.getByText('data.note: is too long').waitFor();
    });
    await page.unroute('**/v1/moods');
    assert.equal(await page.getByLabel('Note').inputValue(), 'kept');
  });

  await step('signing out forgets the session', faults, async () => {
    const told = page.waitForResponse((response) => response.url().endsWith('/v1/auth/logout'));
    await signOut(page);
    assert.equal((await told).status(), 204);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await page.reload();
    await door(page).waitFor();
  });

  await step('signing in again works by keyboard alone, and shows the mood still', faults, async () => {
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'));
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'email');
    await page.keyboard.type(fresh.email);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'password');
    await page.keyboard.type(fresh.password);
    await page.keyboard.press('Enter');
    await inside(page).waitFor();
    await page.getByTestId('mood-entry').getByText(note).waitFor();
    await points(page).waitFor();
  });

  await step('a mood can be entered and a day be read by keyboard alone', faults, async () => {
    const ringed = () => page.evaluate(() => document.activeElement?.matches(':focus-visible'));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Sign out');
    assert.ok(await ringed(), 'the focus is visible');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    // The arrows of a radio group go on from the first.
    for (let score = 1; score < 5; score += 1) await page.keyboard.press('ArrowRight');
    assert.ok(await page.getByRole('radio', { name: '5', exact: true }).isChecked());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByTestId('saved').getByText('Saved: 5 of 10.').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=mood-entry]').length === 2);
    assert.match(await reading(page), /mood 6\b/, 'the day shows the mean of 7 and 5');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'slider');
    await page.keyboard.press('ArrowLeft');
    assert.match(await reading(page), /^Yesterday, .*nothing recorded/);
    assert.equal(await page.getByTestId('chart-reading').innerText(), await reading(page));
  });

  await step('a session that the server ended leads back to the door', faults, async () => {
    const over = problem(401, 'session_expired', { detail: 'The session is over.' });
    await page.route(/\/v1\/(dashboard|moods|auth\/refresh)/, (route) => route.fulfill(over));
    await faults.expecting(401, async () => {
      await page.getByRole('radio', { name: '30 days' }).check();
      await page.getByText('Your session has ended.').waitFor();
    });
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  await context.close();
}

async function demoPerson() {
  const { context, page, faults } = await open();

  await step('a simulated person is marked as simulated', faults, async () => {
    await page.goto(url);
    await signIn(page, demo);
    const banner = page.getByTestId('synthetic-banner');
    await banner.waitFor();
    assert.match(await banner.innerText(), /simulated data/i);
    assert.ok(await banner.isVisible());
  });

  await step('the forecast has a line, a band and a sentence', faults, async () => {
    const band = page.locator('path[data-testid=forecast-band]');
    await band.waitFor();
    const box = await band.boundingBox();
    assert.ok(box && box.width > 3 && box.height > 3, 'the band has an area that can be seen');
    const frame = await page.getByTestId('timeline').boundingBox();
    assert.ok(frame && box.x + box.width <= frame.x + frame.width + 1, 'the band lies within the chart');
    // A forecast that is the same every day is a flat line, without a height: to Playwright that is not visible.
    const line = await page.locator('path[data-testid=forecast-line]').evaluate((path) => {
      const { stroke, strokeWidth, visibility } = getComputedStyle(path);
      return { width: path.getBoundingClientRect().width, stroke, strokeWidth: parseFloat(strokeWidth), visibility };
    });
    assert.ok(line.width > 3 && line.strokeWidth >= 1 && line.stroke !== 'none' && line.visibility === 'visible', JSON.stringify(line));
    assert.match(await page.getByTestId('forecast-summary').innerText(), /around [\d.]+, and between [\d.]+ and [\d.]+ with a probability of \d+%/);
    assert.match(await page.getByTestId('glance-tomorrow').innerText(), /[\d.]+\s+[\d.]+ to [\d.]+/);
  });

  await step('mood has points and a level, sleep has bars on the same axis', faults, async () => {
    const dots = await points(page).count();
    assert.ok(dots > 20, `a simulated quarter has many days with a mood, drawn: ${dots}`);
    const line = await page.locator('path[data-testid=mood-level]').boundingBox();
    assert.ok(line && line.width > 100, 'the level is a line');
    const bars = page.locator('rect[data-testid=sleep-bar]');
    assert.ok((await bars.count()) > 20, 'sleep is drawn');
    const shared = await page.evaluate(() => {
      for (const dot of document.querySelectorAll('[data-testid=mood-point]')) {
        const bar = document.querySelector(`[data-testid=sleep-bar][data-date="${dot.dataset.date}"]`);
        if (!bar) continue;
        return Number(dot.getAttribute('cx')) - Number(bar.getAttribute('x')) - Number(bar.getAttribute('width')) / 2;
      }
      return null;
    });
    assert.ok(shared !== null && Math.abs(shared) < 0.5, 'a day is at the same place in both panels');
  });

  await step('the range goes from a month to a year', faults, async () => {
    const counts = [];
    for (const days of [30, 365]) {
      const answer = page.waitForResponse((response) => response.url().includes(`days=${days}`));
      await page.getByRole('radio', { name: `${days} days` }).check();
      await answer;
      await page.waitForFunction(() => document.querySelector('[aria-busy=false]'));
      counts.push(await points(page).count());
      await shoot(page, `demo-${days}`);
    }
    assert.ok(counts[0] > 0 && counts[0] <= 31, `a month has at most 31 points, drawn: ${counts[0]}`);
    assert.ok(counts[1] >= counts[0], 'a year has no fewer points than its last month');
    await page.getByRole('radio', { name: '90 days' }).check();
    await page.waitForFunction(() => document.querySelector('[aria-busy=false]'));
  });

  await step('insights are sentences, and the chart can be read as a table', faults, async () => {
    assert.ok((await page.getByTestId('insight').count()) > 0, 'there is an insight');
    assert.doesNotMatch(await page.getByRole('main').innerText(), /undefined|null|NaN|\[object|(mood|sleep)\.[a-z]/);
    await page.getByText('Show as a table').click();
    await page.getByRole('row').nth(20).waitFor();
    await page.getByText('Show as a table').click();
    await shoot(page, 'demo');
  });

  await step('text and marks have enough contrast in light and in dark', faults, async () => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const { pair, ratio, least } of await contrasts(page)) {
        assert.ok(ratio >= least, `${colorScheme}: ${pair} has ${ratio.toFixed(2)}, needs ${least}`);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  await step('a phone shows it all without scrolling sideways', faults, async () => {
    for (const width of [PHONE.width, 320]) {
      await page.setViewportSize({ width, height: 700 });
      await page.waitForTimeout(200);
      const [content, frame] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(content <= frame, `${content} pixels wide in a window of ${frame}`);
      const target = await page.getByRole('radio', { name: '7', exact: true }).boundingBox();
      assert.ok(target && target.width >= 24 && target.height >= 44, 'a score is big enough for a finger');
      assert.ok(await page.locator('path[data-testid=forecast-band]').isVisible());
    }
  });

  await context.close();
}

try {
  await freshPerson();
  if (demo.email && demo.password) await demoPerson();
  else console.log('skip the simulated person: EUNOIA_DEMO_EMAIL and EUNOIA_DEMO_PASSWORD are not set');
} catch (thrown) {
  failure = thrown;
} finally {
  await browser.close();
}

if (failure !== null) {
  console.error(`FAIL ${current}\n${failure instanceof Error ? failure.message : failure}`);
  console.log(`${passed} passed, 1 failed`);
  process.exit(1);
}
console.log(`${passed} passed, 0 failed`);
