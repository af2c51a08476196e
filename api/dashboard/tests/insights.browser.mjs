// What the data say, and what they can't say yet.

import assert from 'node:assert/strict';
import { demo, hasDemo, nav, open, openNew, signIn, step } from './stage.mjs';

export default async function insights() {
  const fresh = await openNew();
  await step('without data nothing is claimed, and each gap has its reason', fresh.faults, async () => {
    await nav(fresh.page, 'Insights').click();
    await fresh.page.getByRole('heading', { name: 'Not enough days yet' }).waitFor();
    assert.equal(await fresh.page.getByTestId('insight').count(), 0);
    const waiting = fresh.page.getByTestId('insight-waiting');
    assert.ok((await waiting.count()) >= 9, 'the forecast and each insight');
    for (const each of await waiting.allInnerTexts()) assert.match(each, /^\S.+\n.*(Nothing recorded yet|More days are needed)\. \S/);
  });
  await fresh.context.close();
  if (!hasDemo) return;

  const { context, page, faults } = await open();
  await signIn(page, demo);
  await step('insights are sentences with what they rest on', faults, async () => {
    await nav(page, 'Insights').click();
    await page.getByTestId('insight').first().waitFor();
    // What goes with the days has a place of its own once it is there, and leaves this one.
    await faults.quiet();
    for (const each of await page.getByTestId('insight').allInnerTexts()) assert.match(each, /^\S.+\.\n+from \d+ days? · .*model \S+ \d/);
  });

  await step('what goes with better and worse days has a place of its own once it is there', faults, async () => {
    await page.route('**/v1/correlations', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const test = { metric: 'exercise.minutes', lag: 0, r: 0.3, low: 0.2, high: 0.4, n: 120, effective_n: 80.5, p: 0.0004, q: 0.01, halves: [0.3, 0.3], told: true };
      const difference = { value: 0.8, low: 0.4, high: 1.2, level: 0.99, threshold: null, days_with: 50, days_without: 70 };
      const item = {
        metric: 'exercise.minutes', statement: 'On days with exercise your mood was 0.8 points higher, 0.4 to 1.2.', lag: 0, direction: 'higher',
        difference, difference_abstained: null, evidence: [test], weight: 0.2, new: true, beside: null,
      };
      return route.fulfill({ response, json: { ...body, items: [item], abstained: null } });
    });
    await faults.quiet();
    await page.reload();
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What goes with better and worse days' }) });
    await section.getByText('On days with exercise your mood was 0.8 points higher, 0.4 to 1.2.').waitFor();
    await section.getByText('from 120 days, worth 80 independent ones').waitFor();
  });
  await context.close();
}
