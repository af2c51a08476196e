// What holds for each page: it fits on a phone, and axe has nothing grave to say in light or in dark.

import assert from 'node:assert/strict';
import { contrasts } from './contrast.mjs';
import { PAGES, FURTHER_PAGES, visit } from './pages.mjs';
import { assertAccessible, assertNoSidewaysScroll, demo, DESKTOP, door, hasDemo, inside, open, openNew, signIn, step, url } from './stage.mjs';

export default async function everyPage() {
  const fresh = await openNew({ bypassCSP: true });
  await step('pages of somebody who has recorded nothing explain what to do, and are accessible', fresh.faults, async () => {
    for (const [name, address] of [['today', '#/'], ['calendar', '#/calendar'], ['journal', '#/journal'], ['sleep', '#/sleep'], ['insights', '#/insights']]) {
      await visit(fresh.page, url, [name, address]);
      await assertAccessible(fresh.page, `empty ${name}`);
    }
    await fresh.page.getByText('Record how you are').waitFor();
  });
  await fresh.context.close();

  if (!hasDemo) return;
  const { context, page, faults } = await open({ bypassCSP: true, stoodIn: true });
  await step('the door is accessible', faults, async () => {
    await page.goto(url);
    await door(page).waitFor();
    await assertAccessible(page, 'door');
    await assertNoSidewaysScroll(page, 'door');
    await page.setViewportSize(DESKTOP);
  });
  await signIn(page, demo);
  await inside(page).waitFor();

  for (const each of [...PAGES, ...FURTHER_PAGES]) {
    const [name] = each;
    await step(`${name} is accessible in light and dark, and fits on a phone`, faults, async () => {
      await visit(page, url, each);
      await assertAccessible(page, name);
      assert.doesNotMatch(await page.getByRole('main').innerText(), /undefined|\bnull\b|NaN|\[object|(mood|sleep)\.[a-z]/, name);
      assert.equal(await page.locator('h1').count(), 1, 'one title a page');
      await assertNoSidewaysScroll(page, name);
      await assertAccessible(page, `${name} on a phone`);
      await page.setViewportSize(DESKTOP);
    });
  }

  await step('the palette has enough contrast in light and in dark', faults, async () => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const { pair, ratio, least } of await contrasts(page)) {
        assert.ok(ratio >= least, `${colorScheme}: ${pair} has ${ratio.toFixed(2)}, needs ${least}`);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });
  await context.close();
}
