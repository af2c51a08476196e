// The first page: the row of days, the figures, the course with its forecast.

import assert from 'node:assert/strict';
import { demo, hasDemo, inside, nav, open, openNew, problem, ringed, send, reload, signIn, step, title, ZONE, daysAgo } from './stage.mjs';

const points = (page) => page.getByTestId('mood-point');
/** The sentence that assistive technology reads for the chosen day. */
const reading = (page) => page.getByRole('slider', { name: 'Day on the chart' }).getAttribute('aria-valuetext');

export default async function today() {
  await freshPerson();
  if (hasDemo) await demoPerson();
}

async function freshPerson() {
  const { context, page, faults, person } = await openNew();

  await step('the row of days and what was used last are told', faults, async () => {
    await page.getByText('A new row begins with your first entry').waitFor();
    for (const days of [1, 2, 5, 6, 7]) {
      await send('POST', '/v1/gratitude', { at: `${daysAgo(days)}T12:00:00`, zone: ZONE, data: { items: ['Bread'] } }, person.token);
    }
    await reload(page, faults);
    await page.getByTestId('streak').getByText('2 days in a row').waitFor();
    await page.getByText('Today is still open. Your longest row: 3 days.').waitFor();
    await page.getByTestId('last-mood').getByText('not recorded yet').waitFor();
    await page.getByRole('tab', { name: 'Gratitude' }).click();
    await page.getByTestId('last-gratitude').getByText('last recorded yesterday').waitFor();
  });

  await step('a server without a count of days leaves it out', faults, async () => {
    await page.route('**/v1/usage', (route) => route.fulfill(problem(404, 'not_found', { detail: 'there is nothing at this path' })));
    await faults.expecting(404, async () => {
      await reload(page, faults);
      await inside(page).waitFor();
      await page.getByTestId('empty-state').waitFor();
    });
    assert.equal(await page.getByTestId('streak').count(), 0);
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.unroute('**/v1/usage');
    await reload(page, faults);
  });

  await step('a mood is on the chart, in the figures and in the list of the day', faults, async () => {
    await send('POST', '/v1/moods', { at: `${daysAgo(0)}T00:30:00`, zone: ZONE, data: { score: 7, energy: 6 } }, person.token);
    await reload(page, faults);
    await points(page).waitFor();
    await page.getByTestId('streak').getByText('3 days in a row').waitFor();
    assert.equal(await points(page).count(), 1);
    assert.match(await reading(page), /^Today, .*mood 7/);
    assert.match(await page.getByTestId('glance-today').innerText(), /7\s*of 10/);
    assert.match(await page.getByTestId('mood-entry').innerText(), /energy 6/);
    assert.match(await page.getByTestId('forecast-abstained').innerText(), /^No forecast yet: ./);
    assert.equal(await page.getByTestId('forecast-line').count(), 0, 'an abstaining forecast draws nothing');
  });

  await step('a day is read off the chart by keyboard', faults, async () => {
    await page.getByRole('slider', { name: 'Day on the chart' }).focus();
    await page.keyboard.press('ArrowLeft');
    assert.match(await reading(page), /^Yesterday, .*nothing recorded/, 'of mood and sleep');
    assert.ok(await ringed(page), 'the focus is visible');
    assert.equal(await page.getByTestId('chart-reading').innerText(), await reading(page));
  });

  await step('a server that is down says so, and the page recovers', faults, async () => {
    const detail = 'Under maintenance until noon.';
    await page.route('**/v1/dashboard?*', (route) => route.fulfill(problem(503, 'unavailable', { detail })));
    await faults.expecting(503, async () => {
      await page.getByRole('radio', { name: '365 days' }).check({ force: true });
      await page.getByRole('alert').getByText(detail).waitFor();
    });
    await page.unroute('**/v1/dashboard?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await points(page).waitFor();
  });

  await step('the pages are reached by links, by keyboard and by the way back', faults, async () => {
    await page.keyboard.press('Home');
    await nav(page, 'Calendar').focus();
    await page.keyboard.press('Enter');
    await title(page, 'Calendar').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the focus goes along');
    assert.equal(await page.title(), 'Calendar · Eunoia');
    assert.equal(await nav(page, 'Calendar').getAttribute('aria-current'), 'page');
    await page.goBack();
    await inside(page).waitFor();
  });

  await step('before all links, Tab finds the way past them', faults, async () => {
    await page.locator('.rail .home').focus();
    await page.keyboard.press('Shift+Tab');
    const skip = page.getByRole('button', { name: 'Skip to the content' });
    assert.ok(await skip.evaluate((button) => button === document.activeElement));
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN');
  });

  await step('on a phone a bar at the bottom leads everywhere', faults, async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const bar = page.locator('nav.bottom');
    await bar.getByRole('link', { name: 'More' }).click();
    await title(page, 'More').waitFor();
    for (const name of ['Sleep', 'Assessments', 'Import', 'Organisations', 'Account']) {
      assert.ok(await page.getByRole('main').getByRole('link', { name }).isVisible(), name);
    }
    await page.getByRole('main').getByRole('link', { name: 'Sleep' }).click();
    await title(page, 'Sleep').waitFor();
    assert.equal(await bar.getByRole('link', { name: 'More' }).getAttribute('aria-current'), 'page');
    const box = await bar.getByRole('link', { name: 'Today' }).boundingBox();
    assert.ok(box && box.height >= 44 && box.width >= 44, 'big enough for a finger');
    assert.ok(await page.locator('.rail').isHidden());
  });
  await context.close();
}

async function demoPerson() {
  const { context, page, faults } = await open();

  await step('a simulated person is marked as simulated', faults, async () => {
    await signIn(page, demo);
    const banner = page.getByTestId('synthetic-banner');
    await banner.waitFor();
    assert.match(await banner.innerText(), /simulated data/i);
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
    assert.match(await page.getByTestId('forecast-record').innerText(), /Tried on \d+ of your past days.* \d\.\d\d off on average.* \d+% of the days/);
    assert.match(await page.getByTestId('glance-tomorrow').innerText(), /[\d.]+\s+[\d.]+ to [\d.]+/);
  });

  await step('mood has points and a level, sleep has bars on the same axis', faults, async () => {
    const dots = await points(page).count();
    assert.ok(dots > 20, `a simulated quarter has many days with a mood, drawn: ${dots}`);
    const line = await page.locator('path[data-testid=mood-level]').boundingBox();
    assert.ok(line && line.width > 100, 'the level is a line');
    assert.ok((await page.locator('rect[data-testid=sleep-bar]').count()) > 20, 'sleep is drawn');
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
      await page.getByRole('radio', { name: `${days} days` }).check({ force: true });
      await answer;
      await page.waitForFunction(() => document.querySelector('.wide[aria-busy=false]'));
      counts.push(await points(page).count());
    }
    assert.ok(counts[0] > 0 && counts[0] <= 31, `a month has at most 31 points, drawn: ${counts[0]}`);
    assert.ok(counts[1] >= counts[0], 'a year has no fewer points than its last month');
  });

  await step('the chart can be read as a table', faults, async () => {
    await page.getByText('Show as a table').click();
    await page.getByRole('row').nth(20).waitFor();
  });

  await step('the appearance can be chosen, and stays', faults, async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await nav(page, 'Account').click();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    const dark = await ground();
    assert.notEqual(dark, light);
    await reload(page, faults);
    await title(page, 'Account').waitFor();
    assert.equal(await ground(), dark);
    assert.equal(await page.evaluate(() => localStorage.getItem('eunoia.theme')), 'dark');
    await page.getByRole('radio', { name: 'As the device' }).check({ force: true });
    assert.equal(await ground(), light);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });
  await context.close();
}
