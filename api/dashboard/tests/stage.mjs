// The stage of the browser tests: a browser, people, and steps that are told.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { watch } from './faults.mjs';
import { standIn } from './stand_in/index.mjs';

export const url = process.env.EUNOIA_URL;
if (!url) {
  console.error('EUNOIA_URL must say where the dashboard is served');
  process.exit(2);
}
const origin = new URL(url).origin;
export const demo = { email: process.env.EUNOIA_DEMO_EMAIL, password: process.env.EUNOIA_DEMO_PASSWORD };
export const hasDemo = Boolean(demo.email && demo.password);

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** Far enough from midnight that no step falls on the next day. */
export const ZONE = new Date().getUTCHours() < 21 ? 'Europe/Berlin' : 'America/New_York';
const PATIENCE_MS = 15_000;

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

export const end = () => browser.close();

/** What has been told so far. */
export const told = { passed: 0, current: 'start' };

/** One thing that a person does or sees. The browser must have nothing to complain about. */
export async function step(name, faults, action) {
  told.current = name;
  await action();
  faults.assertNone();
  told.passed += 1;
  console.log(`ok   ${name}`);
}

/** A browser window of its own. */
export async function open({ stoodIn = false, ...options } = {}) {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    timezoneId: ZONE,
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (stoodIn) await standIn(context);
  const page = await context.newPage();
  return { context, page, faults: await watch(page, origin) };
}

export const door = (page) => page.getByRole('heading', { level: 1, name: 'Sign in' });
export const inside = (page) => page.getByRole('heading', { name: 'How are you?' });
export const title = (page, name) => page.getByRole('heading', { level: 1, name, exact: true });
/** A link of the rail beside the content. */
export const nav = (page, name) => page.locator('.rail').getByRole('link', { name, exact: true });
export const focused = (page, attribute = 'textContent') =>
  page.evaluate((name) => (name === 'textContent' ? document.activeElement?.textContent : document.activeElement?.getAttribute(name)), attribute);
export const ringed = (page) => page.evaluate(() => document.activeElement?.matches(':focus-visible'));

export async function signIn(page, person) {
  await page.goto(url);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await inside(page).waitFor();
}

/** A new account, with what is needed to speak to the server for it. */
export async function newPerson() {
  const person = { email: `browser-${randomUUID()}@example.org`, password: randomUUID() };
  const grant = await send('POST', '/v1/auth/register', { ...person, zone: ZONE });
  return { ...person, token: grant.access_token };
}

/** A window with a new person signed in. */
export async function openNew(options) {
  const person = await newPerson();
  const stage = await open(options);
  await signIn(stage.page, person);
  return { ...stage, person };
}

/** Speaks to the server as a program does; for what a test needs to be there already. */
export async function send(method, path, body, token) {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, url), { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Moments of a day so many days ago, at noon where the person is. */
export const daysAgo = (days) => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date(Date.now() - days * 86_400_000));

/** An answer in place of the server's, for what it can't be brought to say. */
export const problem = (status, code, members) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: code, status, code, ...members }),
});

/** Loads the page anew, once nothing is on its way that this would break off. */
export async function reload(page, faults) {
  await faults.quiet();
  await page.reload();
}

export async function assertNoSidewaysScroll(page, name) {
  for (const width of [PHONE.width, 320]) {
    await page.setViewportSize({ width, height: 700 });
    await page.waitForTimeout(120);
    const [content, frame] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    assert.ok(content <= frame, `${name}: ${content} pixels wide in a window of ${frame}`);
  }
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails where axe finds a serious or critical violation. The window must have been opened with `bypassCSP`. */
export async function assertAccessible(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(60);
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const grave = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const lines = grave.flatMap(({ id, nodes }) => nodes.slice(0, 5).map((node) => `${id}: ${node.html.slice(0, 200)}\n     ${node.failureSummary}`));
    assert.equal(grave.length, 0, `${name} in ${colorScheme}:\n${lines.join('\n')}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
