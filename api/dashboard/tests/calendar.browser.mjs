// Months of days, and what is in each.

import assert from 'node:assert/strict';
import { daysAgo, openNew, reload, send, step, title, ZONE } from './stage.mjs';

const shift = (date, days) => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export default async function calendar() {
  const { context, page, faults, person } = await openNew();
  const today = daysAgo(0);
  const cell = (date) => page.locator(`.day[data-date="${date}"]`);
  const at = () => page.evaluate(() => document.activeElement?.dataset.date);
  const record = (date, score, note) =>
    send('POST', '/v1/moods', { at: `${date}T00:30:00`, zone: ZONE, data: { score, ...(note ? { note } : {}) } }, person.token);

  await step('a month without moods says so, and its days can be opened', faults, async () => {
    await page.locator('.rail').getByRole('link', { name: 'Calendar' }).click();
    await title(page, 'Calendar').waitFor();
    await page.getByText('No moods in this month.').waitFor();
    await cell(today).click();
    await page.getByText('Nothing was recorded on this day.').waitFor();
    await page.getByRole('link', { name: 'Calendar', exact: true }).last().click();
  });

  await step('a day wears the colour of its mood and bears its number', faults, async () => {
    await record(today, 8);
    await record(today, 5, 'A dip');
    await reload(page, faults);
    await cell(today).getByText('6.5', { exact: true }).waitFor();
    assert.equal(await cell(today).getAttribute('data-mood'), '7');
    const [day, legend] = await page.evaluate((date) => {
      const colour = (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor;
      return [colour(`.day[data-date="${date}"]`), colour('.mood-legend [data-mood="7"]')];
    }, today);
    assert.equal(day, legend, 'the legend tells the colour');
    assert.match(await cell(today).innerText(), /: mood 6\.5/, 'what a screen reader says');
  });

  await step('arrow keys go from day to day and over the ends of months', faults, async () => {
    await cell(today).focus();
    await page.keyboard.press('ArrowUp');
    const before = shift(today, -7);
    await page.waitForFunction((date) => document.activeElement?.dataset.date === date, before);
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction((date) => document.activeElement?.dataset.date === date, shift(before, -1));
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((date) => document.activeElement?.dataset.date === date, before);
    await page.keyboard.press('PageUp');
    await page.waitForFunction((month) => document.activeElement?.dataset.date?.startsWith(month), shift(`${before.slice(0, 7)}-01`, -1).slice(0, 7));
    const earlier = await at();
    assert.ok(page.url().endsWith(`#/calendar/${earlier.slice(0, 7)}`), 'the month is in the address');
    await page.keyboard.press('End');
    assert.ok((await at()) >= earlier);
    assert.equal(await page.locator('.day[tabindex="0"]').count(), 1, 'Tab goes to one day alone');
    await page.keyboard.press('PageDown');
    await page.waitForFunction((month) => document.activeElement?.dataset.date?.startsWith(month), before.slice(0, 7));
  });

  await step('Enter opens the day with its entries in order', faults, async () => {
    await cell(today).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('mood-entry').nth(1).waitFor();
    assert.ok(page.url().endsWith(`#/day/${today}`));
    await page.getByTestId('mood-entry').getByText('A dip').waitFor();
    await page.getByText('6.5', { exact: true }).waitFor();
    assert.equal(await page.getByRole('link', { name: /^Day after/ }).count(), 0, 'there is no way into the future');
  });

  await step('days are leafed through', faults, async () => {
    await page.getByRole('link', { name: /^Day before/ }).click();
    await page.getByText('Nothing was recorded on this day.').waitFor();
    assert.ok(page.url().endsWith(`#/day/${daysAgo(1)}`));
    await page.getByRole('link', { name: /^Day after/ }).click();
    await page.getByTestId('mood-entry').first().waitFor();
  });

  await step('deleting an entry changes the figures of the day', faults, async () => {
    const dip = page.getByTestId('mood-entry').filter({ hasText: 'A dip' });
    await dip.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await dip.waitFor({ state: 'detached' });
    await page.locator('.figures').filter({ hasText: /Mood\s*8 of 10/ }).waitFor();
  });

  await step('a month of long ago has its colours too, and its entries can be read', faults, async () => {
    await record('2020-02-29', 4);
    await page.goto(new URL('#/calendar/2020-02', page.url()).href);
    await page.waitForFunction(() => /: mood 4/.test(document.querySelector('[data-date="2020-02-29"]')?.textContent ?? ''));
    await cell('2020-02-29').click();
    await page.getByTestId('mood-entry').waitFor();
  });

  await step('an address that is no day says so', faults, async () => {
    await page.goto(new URL('#/day/2026-13-45', page.url()).href);
    await title(page, 'There is nothing here').waitFor();
  });

  await step('on a phone a day is big enough for a finger', faults, async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(new URL('#/calendar', page.url()).href);
    const box = await cell(today).boundingBox();
    assert.ok(box && box.width >= 24 && box.height >= 44, JSON.stringify(box));
  });
  await context.close();
}
