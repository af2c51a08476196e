// Recording every kind of entry, and changing and deleting them.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { daysAgo, openNew, problem, reload, send, step, title, ZONE } from './stage.mjs';

export default async function recording() {
  const { context, page, faults, person } = await openNew();
  const note = `A walk & <b>sun</b> ${randomUUID().slice(0, 8)}`;
  const panel = () => page.getByRole('tabpanel').filter({ visible: true });
  const save = () => panel().getByRole('button', { name: 'Save' });
  const tab = (name) => page.getByRole('tab', { name, exact: true });
  const saved = () => panel().getByTestId('saved');

  await step('a mood whose answer is lost is kept once', faults, async () => {
    const ids = [];
    await page.route('**/v1/moods', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      ids.push(route.request().postDataJSON().id);
      if (ids.length > 1) return route.fallback();
      await route.fetch();
      return route.abort('connectionreset');
    });
    // A page that is still drawn anew takes back what is chosen.
    await faults.quiet();
    await page.getByRole('radio', { name: '7', exact: true }).first().check({ force: true });
    await panel().getByLabel('Note').fill(note);
    await panel().getByText('Energy, emotions, activities, place').click();
    await page.getByRole('group', { name: 'Energy' }).getByRole('radio', { name: '6', exact: true }).check({ force: true });
    await panel().getByRole('checkbox', { name: 'calm' }).check({ force: true });
    await panel().getByLabel('Emotions: your own').fill('wistful,  proud ');
    await panel().getByRole('checkbox', { name: 'music' }).check({ force: true });
    await panel().getByLabel('Place').fill('Old harbour');
    await faults.expecting('lost', async () => {
      await save().click();
      await page.getByRole('alert').getByText('never counted twice').waitFor();
    });
    await save().click();
    await saved().getByText('Saved: 7 of 10.').waitFor();
    await page.unroute('**/v1/moods');
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1], 'the second try has the id of the first');
    assert.match(ids[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const entry = page.getByTestId('mood-entry');
    await entry.getByText(note).waitFor();
    assert.equal(await entry.count(), 1, 'one mood was entered, one is listed');
    assert.equal(await entry.locator('b').count(), 0, 'a note is never markup');
    assert.match(await entry.innerText(), /energy 6 · Old harbour[\s\S]*calm[\s\S]*wistful[\s\S]*proud[\s\S]*music/);
    assert.equal(await panel().getByLabel('Note').inputValue(), '', 'the form begins anew');
  });

  await step('a refused mood shows the reason at its field and keeps what was written', faults, async () => {
    const errors = [{ field: 'data.note', value: null, reason: 'is too long' }];
    await page.route('**/v1/moods', (route) => route.fulfill(problem(422, 'invalid', { detail: 'The entry has a mistake.', errors })));
    await page.getByRole('radio', { name: '3', exact: true }).first().check({ force: true });
    const field = panel().getByLabel('Note');
    await field.fill('kept');
    await faults.expecting(422, async () => {
      await save().click();
      await page.getByRole('alert').getByText('The entry has a mistake.').waitFor();
    });
    await page.unroute('**/v1/moods');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const reason = await page.getByText('is too long', { exact: true }).getAttribute('id');
    assert.ok((await field.getAttribute('aria-describedby')).includes(reason), 'the reason belongs to the field');
    assert.equal(await field.inputValue(), 'kept');
  });

  await step('kinds are chosen with the arrow keys, and what was begun stays', faults, async () => {
    await tab('Mood').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await tab('Sleep').getAttribute('aria-selected'), 'true');
    assert.ok(await tab('Sleep').evaluate((element) => element === document.activeElement));
    await page.keyboard.press('ArrowLeft');
    assert.equal(await panel().getByLabel('Note').inputValue(), 'kept');
  });

  await step('a mood is entered by keyboard alone', faults, async () => {
    await panel().getByLabel('Note').fill('');
    await reload(page, faults);
    await tab('Mood').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    // The arrows of a radio group go on from the first.
    for (let score = 1; score < 5; score += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.type('typed');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await saved().getByText('Saved: 5 of 10.').waitFor();
    await page.getByTestId('mood-entry').nth(1).waitFor();
    await page.getByTestId('glance-today').filter({ hasText: /6 of 10/ }).waitFor();
  });

  await step('a mood of another day goes to that day', faults, async () => {
    await page.getByRole('radio', { name: '9', exact: true }).first().check({ force: true });
    await panel().getByRole('button', { name: 'Another time' }).click();
    await panel().getByLabel('When').fill(`${daysAgo(2)}T20:15`);
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/v1/moods'));
    await save().click();
    assert.equal((await sent).postDataJSON().at, `${daysAgo(2)}T20:15`);
    await saved().getByText('Saved: 9 of 10.').waitFor();
    await page.goto(new URL(`#/day/${daysAgo(2)}`, page.url()).href);
    await page.getByTestId('mood-entry').getByText('20:15').waitFor();
    await page.goto(new URL('#/', page.url()).href);
  });

  await step('a sleep is recorded with its quality', faults, async () => {
    await tab('Sleep').click();
    await panel().getByLabel('Fell asleep').fill(`${daysAgo(1)}T22:45`);
    await panel().getByLabel('Woke up').fill(`${daysAgo(0)}T00:10`);
    await panel().getByRole('radio', { name: '8', exact: true }).check({ force: true });
    await save().click();
    await saved().getByText('Saved.').waitFor();
    const entry = page.getByTestId('sleep-entry');
    await entry.waitFor();
    assert.match(await entry.innerText(), /22:45 to 00:10 · quality 8/);
    await page.getByTestId('glance-sleep').filter({ hasText: /1\.4 hours/ }).waitFor();
  });

  await step('a sleep that ends before it begins is refused at its field', faults, async () => {
    await panel().getByLabel('Fell asleep').fill(`${daysAgo(0)}T09:00`);
    await panel().getByLabel('Woke up').fill(`${daysAgo(0)}T08:00`);
    await faults.expecting(422, async () => {
      await save().click();
      await page.getByRole('alert').waitFor();
    });
    assert.equal(await panel().getByLabel('Woke up').getAttribute('aria-invalid'), 'true');
  });

  await step('a practice, what one is grateful for and a measure are recorded', faults, async () => {
    await tab('Practice').click();
    await panel().getByRole('radio', { name: 'Breathing' }).check({ force: true });
    await panel().getByLabel('Minutes').fill('12.5');
    await panel().getByLabel('Name').fill('Box breathing');
    await save().click();
    await saved().getByText('Saved: 12.5 minutes.').waitFor();
    await page.getByTestId('exercise-entry').filter({ hasText: /Box breathing · 12.5 min/ }).waitFor();

    await tab('Gratitude').click();
    await panel().getByLabel('Thing 1').fill('Warm bread');
    await panel().getByRole('button', { name: 'One more' }).click();
    await panel().getByLabel('Thing 4').fill('A letter');
    await save().click();
    await saved().getByText('Saved.').waitFor();
    await page.getByTestId('gratitude-entry').filter({ hasText: /Warm bread\s+A letter/ }).waitFor();

    await tab('Measure').click();
    await panel().getByLabel('What you measured').fill('cups of coffee');
    await panel().getByLabel('Value', { exact: true }).fill('2');
    await panel().getByRole('checkbox').check();
    await save().click();
    await saved().getByText('Saved: cups of coffee, 2.').waitFor();
    await panel().getByLabel('What you measured').fill('Stress');
    assert.equal(await panel().getByRole('checkbox').count(), 0, 'a known metric has its own rule');
    await panel().getByLabel('Value', { exact: true }).fill('4');
    await save().click();
    await page.getByTestId('context-entry').getByText('Stress: 4').waitFor();
    const { items } = await send('GET', '/v1/context', undefined, person.token);
    assert.deepEqual(
      items.map(({ data }) => data).reverse(),
      [{ metric: 'cups of coffee', value: 2, adds_up: true }, { metric: 'stress.level', value: 4 }],
    );
  });

  await step('a page of the journal is written on the first page too', faults, async () => {
    await tab('Journal').click();
    await panel().getByLabel('Your words').fill('Two lines.\nOf a day.');
    await save().click();
    await saved().getByText('Saved.').waitFor();
    await page.getByTestId('journal-entry').getByText('Of a day.').waitFor();
  });

  await step('every questionnaire is a link away', faults, async () => {
    await tab('Assessment').click();
    assert.equal(await panel().getByRole('link').count(), 7);
    await panel().getByRole('link', { name: /^WHO-5/ }).click();
    await title(page, 'WHO-5').waitFor();
    await page.goBack();
  });

  await step('an entry is edited in its place', faults, async () => {
    const entry = page.getByTestId('mood-entry').filter({ hasText: note });
    await entry.getByRole('button', { name: /^Edit mood/ }).click();
    const form = page.getByRole('form', { name: 'Edit mood' });
    assert.ok(await form.getByRole('radio', { name: '7', exact: true }).first().isChecked(), 'it begins with what was there');
    assert.ok(await form.getByRole('checkbox', { name: 'calm' }).isChecked());
    await form.getByRole('radio', { name: '8', exact: true }).first().check({ force: true });
    await form.getByLabel('Note').fill('changed');
    const sent = page.waitForRequest((request) => request.method() === 'PUT');
    await form.getByRole('button', { name: 'Save' }).click();
    assert.equal((await sent).postDataJSON().expected_version, 1);
    const after = page.getByTestId('mood-entry').filter({ hasText: 'changed' });
    await after.waitFor();
    assert.match(await after.innerText(), /8[\s\S]*Old harbour/, 'the rest stays');
  });

  await step('an entry that was changed elsewhere is not overwritten', faults, async () => {
    const entry = page.getByTestId('gratitude-entry');
    await entry.getByRole('button', { name: /^Edit gratitude/ }).click();
    const { items } = await send('GET', '/v1/gratitude', undefined, person.token);
    const edit = { mutation_id: randomUUID(), expected_version: 1, at: items[0].at, zone: ZONE, data: { items: ['From my phone'] } };
    await send('PUT', `/v1/gratitude/${items[0].id}`, edit, person.token);
    await entry.getByLabel('Thing 1').fill('mine');
    await faults.expecting(409, async () => {
      await entry.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('changed in another place').waitFor();
    });
    assert.equal(await entry.getByLabel('Thing 1').inputValue(), 'mine', 'the words are kept');
    await entry.getByRole('button', { name: 'Cancel' }).click();
  });

  await step('deleting asks first, and can be done by keyboard', faults, async () => {
    const entry = page.getByTestId('mood-entry').filter({ hasText: 'typed' });
    await entry.getByRole('button', { name: /^Delete mood/ }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete this entry?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await entry.count(), 1, 'Escape keeps it');
    await entry.getByRole('button', { name: /^Delete mood/ }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await entry.waitFor({ state: 'detached' });
    await page.getByTestId('glance-today').filter({ hasText: /8 of 10/ }).waitFor();
  });
  await context.close();
}
