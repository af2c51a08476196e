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
    for (const each of await page.getByTestId('insight').allInnerTexts()) assert.match(each, /^\S.+\.\n+from \d+ days? · .*model \S+ \d/);
    assert.equal(await page.getByRole('heading', { name: 'What goes with better and worse days' }).count(), 0, 'what is not there has no heading');
  });

  await step('what goes with better and worse days has a place of its own once it is there', faults, async () => {
    await page.route('**/v1/dashboard?*', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const insight = { ...body.insights[0], code: 'association.mood', statement: 'Days with music went with a better mood.', abstained: null };
      return route.fulfill({ response, json: { ...body, insights: [insight, ...body.insights] } });
    });
    await faults.quiet();
    await page.reload();
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What goes with better and worse days' }) });
    await section.getByText('Days with music went with a better mood.').waitFor();
  });
  await context.close();
}
