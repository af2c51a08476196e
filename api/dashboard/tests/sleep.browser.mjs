// Nights: hours, stages, the level of the week.

import assert from 'node:assert/strict';
import { daysAgo, demo, hasDemo, nav, open, openNew, send, signIn, step, title, ZONE } from './stage.mjs';

export default async function sleep() {
  const fresh = await openNew();
  await step('without any sleep the page says what to do', fresh.faults, async () => {
    await nav(fresh.page, 'Sleep').click();
    await fresh.page.getByText('No sleep recorded yet').waitFor();
    await fresh.page.getByRole('link', { name: 'Record a night' }).click();
    await fresh.page.getByRole('tab', { name: 'Sleep', selected: true }).waitFor();
    await fresh.page.getByLabel('Fell asleep').waitFor();
  });
  await fresh.context.close();
  await nights();
  if (hasDemo) await demoNights();
}

async function nights() {
  const { context, page, faults, person } = await openNew();
  for (let days = 0; days < 12; days += 1) {
    const stages = { awake: 20, light: 250 + days, deep: 80, rem: 100 };
    const data = { start: `${daysAgo(days + 1)}T16:00:00`, end: `${daysAgo(days)}T00:10:00`, quality: 7, ...(days === 3 ? {} : { stages }) };
    await send('POST', '/v1/sleep', { zone: ZONE, data }, person.token);
  }
  const reading = () => page.getByRole('slider', { name: 'Hours of sleep by night' }).getAttribute('aria-valuetext');

  await step('nights are stacked by their stages, and one without stages is told apart', faults, async () => {
    await nav(page, 'Sleep').click();
    await title(page, 'Sleep').waitFor();
    await page.getByTestId('night').first().waitFor();
    const nights = await page.getByTestId('night').evaluateAll((groups) =>
      groups.map((group) => [...group.querySelectorAll('rect')].map((part) => [part.getAttribute('class'), Number(part.getAttribute('y')), Number(part.getAttribute('height'))])),
    );
    assert.equal(nights.length, 12);
    const staged = nights.filter((parts) => parts.length === 4);
    assert.equal(staged.length, 11);
    for (const parts of staged) {
      assert.deepEqual(parts.map(([name]) => name), ['stage-deep', 'stage-light', 'stage-rem', 'stage-awake']);
      for (let index = 1; index < parts.length; index += 1) {
        const [, y, height] = parts[index];
        assert.ok(Math.abs(y + height + 1 - parts[index - 1][1]) < 0.7, 'each stage lies on the one before');
      }
    }
    assert.ok(nights.some((parts) => parts.length === 1 && parts[0][0] === 'stage-unknown'), 'a night without stages is one piece');
    await page.getByText('Sleep, stages unknown').waitFor();
  });

  await step('a night is read by keyboard, with its stages', faults, async () => {
    await page.getByRole('slider', { name: 'Hours of sleep by night' }).focus();
    const staged = await page.getByTestId('night').evaluateAll((groups) => groups.findLast((group) => group.querySelectorAll('rect').length === 4)?.dataset.date);
    await page.keyboard.press('End');
    for (let back = 0; back < 30 && !/deep/.test(await reading()); back += 1) await page.keyboard.press('ArrowLeft');
    assert.match(await reading(), /\d h · deep [\d.]+ h · light [\d.]+ h · rem [\d.]+ h · awake [\d.]+ h/, staged);
  });

  await step('the level of the week stands in figures and words', faults, async () => {
    const level = page.locator('.level');
    assert.match(await level.innerText(), /[\d.]+\s*hours/);
    assert.match(await level.innerText(), /averaged [\d.]+ hours over the last 7 days/);
  });

  await step('the nights can be read as a table', faults, async () => {
    await page.getByText('Show as a table').click();
    const table = page.getByRole('table');
    await table.waitFor();
    const heads = await table.getByRole('columnheader').allInnerTexts();
    assert.deepEqual(heads, ['Woke up on', 'Hours', 'Deep', 'Light', 'REM', 'Awake', 'Quality']);
    assert.ok((await table.getByRole('row').count()) > 10);
  });

  await context.close();
}

async function demoNights() {
  const { context, page, faults } = await open();
  await signIn(page, demo);
  await nav(page, 'Sleep').click();
  await page.getByTestId('night').first().waitFor();

  await step('nights of which no stages are known are whole', faults, async () => {
    const parts = await page.locator('[data-testid=night] rect').evaluateAll((all) => [...new Set(all.map((each) => each.getAttribute('class')))]);
    assert.deepEqual(parts, ['stage-unknown']);
  });

  await step('the range can be longer', faults, async () => {
    const before = await page.getByTestId('night').count();
    const answer = page.waitForResponse((response) => response.url().includes('days=90'));
    await page.getByRole('radio', { name: '90 nights' }).check({ force: true });
    await answer;
    await page.waitForFunction((count) => document.querySelectorAll('[data-testid=night]').length > count, before);
  });

  await context.close();
}
