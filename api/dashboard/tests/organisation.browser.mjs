// What an owner does: founding, inviting, keys, and the cohort, in which small groups stay hidden.

import assert from 'node:assert/strict';
import { nav, openNew, problem, step, title, ZONE } from './stage.mjs';

export default async function organisation() {
  const { context, page, faults } = await openNew({ stoodIn: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const part = (name) => page.getByRole('navigation', { name: 'Parts of the organisation' }).getByRole('link', { name });

  await step('an organisation is founded, and a refused name is explained at the field', faults, async () => {
    await nav(page, 'Organisations').click();
    await page.getByText('You own no organisation.').waitFor();
    await page.getByLabel('Name').fill('Linden\u0007hof');
    await faults.expecting(422, async () => {
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByText('expected 1 to 100 characters without control characters', { exact: true }).waitFor();
    });
    assert.equal(await page.getByLabel('Name').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Name').fill('Lindenhof Clinic');
    await page.keyboard.press('Enter');
    await title(page, 'Lindenhof Clinic').waitFor();
  });

  await step('the level over time has its interval, and small groups are hatched, not drawn', faults, async () => {
    await page.getByTestId('people').getByText('Each table is made once').waitFor();
    await page.getByTestId('cohort-point').first().waitFor();
    const [points, hatched] = [await page.getByTestId('cohort-point').count(), await page.getByTestId('suppressed').count()];
    assert.deepEqual([points, hatched], [8, 4]);
    await page.getByText('Where fewer than 20 people are counted, nothing is shown').first().waitFor();
    await page.getByTestId('cohort-change').getByText('Higher by 0.9 (0.4 to 1.4).').waitFor();
    const slider = page.getByRole('slider', { name: 'Period on the chart' });
    await slider.focus();
    await page.keyboard.press('Home');
    assert.match(await slider.getAttribute('aria-valuetext'), /: too few people$/);
    await page.keyboard.press('End');
    assert.match(await slider.getAttribute('aria-valuetext'), /: mean [\d.]+ · [\d.]+ to [\d.]+ · \d+ people$/);
    await page.getByText('Show as a table').click();
    await page.getByRole('table').waitFor();
    const rows = await page.getByRole('row').allInnerTexts();
    assert.equal(rows.length, points + hatched + 1);
    assert.match(rows.at(-1), /too few people\s+–\s+–\s+–/, 'a small group has no number in the table either');
    await page.getByText('epsilon 0.5 for each table, and at most 5').waitFor();
  });

  await step('how people spread and levels of risk are shares, and small ones have no number', faults, async () => {
    const shares = await page.getByTestId('share').allInnerTexts();
    assert.ok(shares.some((each) => /^4 to 6\s+47% · 40 people/.test(each)), shares.join('; '));
    assert.match(shares.find((each) => each.startsWith('8 to 10')), /too few people$/);
    assert.match(shares.find((each) => each.startsWith('High')), /^High\s+too few people$/);
  });

  await step('a metric of which nothing is shown has no number', faults, async () => {
    await page.getByLabel('Metric').selectOption('sleep.hours');
    await page.getByTestId('cohort-change').getByText('No change can be told.').waitFor();
    assert.equal(await page.getByTestId('cohort-point').count(), 0);
    assert.equal(await page.getByTestId('suppressed').count(), 12);
  });

  await step('a cohort that is too small shows nothing, and says why', faults, async () => {
    const small = await openNew();
    await nav(small.page, 'Organisations').click();
    await small.page.getByLabel('Name').fill('A practice of two');
    await small.page.keyboard.press('Enter');
    await small.page.getByTestId('people').getByText('Nothing is shown yet').waitFor();
    await small.page.getByTestId('suppressed').first().waitFor();
    assert.equal(await small.page.getByTestId('cohort-point').count(), 0);
    assert.equal(await small.page.getByTestId('share').count(), 0);
    await small.page.getByTestId('risk-hidden').waitFor();
    small.faults.assertNone();
    await small.context.close();
  });

  await step('a code to join with is made for so many days, and copied', faults, async () => {
    await part('Invitations').click();
    await page.getByLabel('Valid for days').fill('7');
    await page.getByRole('button', { name: 'Make a code' }).click();
    const made = page.getByTestId('invitation');
    await made.getByText(/^Valid until /).waitFor();
    const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: ZONE }).format(new Date(Date.now() + 7 * 86_400_000));
    assert.ok((await made.innerText()).includes(`Valid until ${until}`));
    const code = await made.getByLabel('Invitation code').inputValue();
    await made.getByRole('button', { name: 'Copy' }).click();
    await made.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  });

  await step('the secret of a key is shown once', faults, async () => {
    await part('API keys').click();
    await page.getByText('There are no keys yet.').waitFor();
    await page.getByLabel('Name').fill('Nightly report');
    await page.getByRole('checkbox', { name: 'Export aggregates' }).check();
    await page.keyboard.press('Enter');
    const made = page.getByTestId('new-key');
    const secret = await made.getByLabel('Secret').inputValue();
    await made.getByRole('button', { name: 'Copy' }).click();
    await made.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await page.getByTestId('key').getByText('Nightly report').waitFor();
    assert.match(await page.getByTestId('key').innerText(), /eunoia_org_\w+…\s+Read statistics, Export aggregates\s+never/);
    await made.getByRole('button', { name: 'I have kept it' }).click();
    await faults.quiet();
    await page.reload();
    await page.getByTestId('key').waitFor();
    assert.ok(!(await page.content()).includes(secret), 'nowhere to be found again');
  });

  await step('a key is renewed, and revoked after asking', faults, async () => {
    await page.getByRole('button', { name: 'Renew Nightly report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Renew' }).click();
    await page.getByTestId('new-key').waitFor();
    await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await page.getByTestId('key').getByText('revoked').count(), 0);
    await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByTestId('key').first().getByText('revoked').waitFor();
  });

  await step('an organisation that is not one’s own is not there', faults, async () => {
    await page.goto(new URL('#/organisations/01a1f9d7-0220-75cf-a887-00000000ffff', page.url()).href);
    await title(page, 'There is nothing here').waitFor();
  });

  await step('a server without organisations says so', faults, async () => {
    await page.route('**/v1/organisations', (route) => route.fulfill(problem(404, 'not_found', { detail: 'there is nothing at this path' })));
    await nav(page, 'Calendar').click();
    await faults.expecting(404, async () => {
      await nav(page, 'Organisations').click();
      await page.getByText('This server has no organisations.').waitFor();
    });
  });
  await context.close();
}
