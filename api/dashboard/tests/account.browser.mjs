// Zone, consents, memberships, and taking one's data along.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { door, nav, newPerson, openNew, problem, reload, send, step, title } from './stage.mjs';

export default async function account() {
  const { context, page, faults, person } = await openNew();
  const me = () => send('GET', '/v1/me', undefined, person.token);
  await nav(page, 'Account').click();

  await step('both consents are off until somebody turns them on, by keyboard too', faults, async () => {
    await title(page, 'Account').waitFor();
    const [counted, weather] = [page.getByRole('switch', { name: 'Count me in group statistics' }), page.getByRole('switch', { name: 'Look up the weather of my days' })];
    assert.equal(await counted.getAttribute('aria-checked'), 'false');
    assert.equal(await weather.getAttribute('aria-checked'), 'false');
    await counted.focus();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelector('[role=switch]')?.getAttribute('aria-checked') === 'true');
    const { aggregate_consent, weather_consent } = await me();
    assert.deepEqual([aggregate_consent, weather_consent], [true, false]);
    await reload(page, faults);
    await page.getByRole('switch', { name: 'Count me in group statistics', checked: true }).waitFor();
    await counted.click();
    await page.getByRole('switch', { name: 'Count me in group statistics', checked: false }).waitFor();
    assert.equal((await me()).aggregate_consent, false, 'and off again');
  });

  await step('a consent that could not be saved is not shown as given', faults, async () => {
    await page.route('**/v1/me', (route) => (route.request().method() === 'PATCH' ? route.fulfill(problem(503, 'unavailable', { detail: 'Busy, try again.' })) : route.fallback()));
    await faults.expecting(503, async () => {
      await page.getByRole('switch', { name: 'Look up the weather of my days' }).click();
      await page.getByRole('alert').getByText('Busy, try again.').waitFor();
    });
    assert.equal(await page.getByRole('switch', { name: 'Look up the weather of my days' }).getAttribute('aria-checked'), 'false');
    await page.unroute('**/v1/me');
  });

  await step('a zone is changed, and one that does not exist is refused at the field', faults, async () => {
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.fill('Europe/Atlantis');
    await faults.expecting(422, async () => {
      await page.getByRole('button', { name: 'Save time zone' }).click();
      await page.getByText('expected a name from the IANA time zone database, such as Europe/Berlin', { exact: true }).waitFor();
    });
    assert.equal(await zone.getAttribute('aria-invalid'), 'true');
    await zone.fill('Asia/Tokyo');
    await page.getByRole('button', { name: 'Save time zone' }).click();
    await page.getByText('Saved.', { exact: true }).first().waitFor();
    assert.equal((await me()).zone, 'Asia/Tokyo');
  });

  await send('POST', '/v1/moods', { at: '2026-01-01T12:00:00', zone: 'UTC', data: { score: 7 } }, person.token);
  await step('one’s own data are downloaded in the chosen format', faults, async () => {
    await page.getByRole('radio', { name: /^NDJSON/ }).check();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^eunoia.*\.ndjson$/);
    assert.match(await readFile(await download.path(), 'utf8'), /"2026-01-01".*"mood\.score".*7/);
    await page.getByText(`${download.suggestedFilename()} is in your downloads.`).waitFor();
  });

  await step('a wrong code is refused, a right one joins, and leaving asks first', faults, async () => {
    const owner = await newPerson();
    const { id } = await send('POST', '/v1/organisations', { name: 'Riverside Study' }, owner.token);
    const invitation = await send('POST', `/v1/organisations/${id}/invitations`, {}, owner.token);
    const code = page.getByLabel('Invitation code');
    await code.fill('wrong');
    await faults.expecting(404, async () => {
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByRole('alert').getByText('there is no such invitation with this code').waitFor();
    });
    await code.fill(invitation.code);
    await page.keyboard.press('Enter');
    await page.getByText('You joined Riverside Study. You are not counted in its statistics').waitFor();
    await page.getByTestId('membership').getByText('Riverside Study').waitFor();
    await page.getByRole('button', { name: 'Leave Riverside Study' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You are in no organisation.').waitFor();
  });

  await step('a server that has no consents, organisations or exports leaves them out or says so', faults, async () => {
    const nothing = problem(404, 'not_found', { detail: 'there is nothing at this path' });
    await page.route(/\/v1\/(organisations|export.*)$/, (route) => route.fulfill(nothing));
    await page.route('**/v1/me', async (route) => {
      const response = await route.fetch();
      const { aggregate_consent, weather_consent, ...rest } = await response.json();
      return route.fulfill({ response, json: rest });
    });
    await faults.expecting(404, async () => {
      await reload(page, faults);
      await page.getByRole('heading', { name: 'Take your data with you' }).waitFor();
      await page.getByRole('button', { name: 'Download' }).click();
      await page.getByRole('alert').getByText('there is nothing at this path').waitFor();
      await faults.quiet();
    });
    assert.equal(await page.getByRole('switch').count(), 0);
    assert.equal(await page.getByRole('heading', { name: 'Organisations' }).count(), 0);
  });

  await step('one can sign out here', faults, async () => {
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
    await door(page).waitFor();
  });
  await context.close();
}
