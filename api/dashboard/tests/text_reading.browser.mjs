// What the server's model read in a page of the journal: live, not available, and with words of support.

import assert from 'node:assert/strict';
import { assertAccessible, assertNoSidewaysScroll, daysAgo, DESKTOP, nav, openNew, problem, send, step, title, url, ZONE } from './stage.mjs';

/** An answer of the server's shape, for what a model can't be brought to say. */
const reading = (entry, members) => ({
  contentType: 'application/json',
  body: JSON.stringify({ id: entry.id, kind: entry.kind, version: entry.version, at: entry.at, local_date: entry.local_date, ...members }),
});
const read = (members) => ({
  status: 'read',
  model: { name: 'a-model', version: '1.0.0' },
  reading: { sentiment: 'negative', valence: -0.6, emotions: [{ label: 'sadness', probability: 0.81 }, { label: 'fear', probability: 0.42 }], follow_up: 'none', ...members },
});
const SUPPORT = { message: 'calm words', resources: 'where help is' };

/** What `/readyz` says of the model, once it is loaded or given up. */
async function modelStatus() {
  for (let tries = 0; tries < 100; tries += 1) {
    const { text } = await (await fetch(new URL('/readyz', url))).json();
    if (text.status !== 'loading') return text;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('the model is loading for 20 s');
}

export default async function textReading() {
  const { context, page, faults, person } = await openNew({ bypassCSP: true });
  const panel = () => page.getByTestId('text-reading');
  const texts = '**/v1/events/*/text?*';
  const write = (data) => send('POST', '/v1/journals', { at: `${daysAgo(0)}T00:01:00`, zone: ZONE, data }, person.token);
  const open = async (name) => {
    await nav(page, 'Journal').click();
    await page.getByTestId('journal-page').filter({ hasText: name }).getByRole('link').click();
    await title(page, name).waitFor();
  };
  const model = await modelStatus();

  await step(`what was read in a page is there without a reload (the model is ${model.status})`, faults, async () => {
    await nav(page, 'Journal').click();
    await page.getByRole('link', { name: 'Write' }).first().click();
    await page.getByLabel('Title').fill('A good one');
    await page.getByLabel('Your words').fill('We laughed all evening, and I am so grateful for my friends.');
    await page.getByRole('button', { name: 'Save' }).click();
    await title(page, 'A good one').waitFor();
    if (model.status === 'ready') {
      await panel().getByText(`Read on this server by ${model.name} ${model.version}`).waitFor();
      assert.match(await panel().innerText(), /in tone/);
    } else {
      await panel().getByText('Not available.').waitFor();
      assert.doesNotMatch(await panel().innerText(), /%|in tone/, 'no number without a model');
    }
    await assertAccessible(page, 'what was read');
  });

  const entry = await write({ title: 'A hard one', text: 'Everything is too much today.' });

  await step('a page that waits to be read says so, and what is read appears by itself', faults, async () => {
    let asked = 0;
    await page.route(texts, async (route) => {
      asked += 1;
      if (asked === 1) return route.fulfill(reading(entry, { status: 'pending', code: 'waiting', reason: 'it waits' }));
      await page.getByText('The page is being read…').waitFor();
      return route.fulfill(reading(entry, read({})));
    });
    await open('A hard one');
    await panel().getByText('Unpleasant in tone').waitFor();
    const found = await panel().getByRole('list', { name: 'Emotions, and how likely they are' }).getByRole('listitem').allInnerTexts();
    assert.deepEqual(found, ['Sadness 81%', 'Fear 42%']);
    assert.equal(asked, 2);
    assert.equal(await page.getByTestId('care').count(), 0, 'a sad page is no emergency');
    await page.unroute(texts);
  });

  await step('a worrying page is answered with calm words and where help is, and with no number', faults, async () => {
    await page.route(texts, (route) => route.fulfill(reading(entry, read({ support: SUPPORT, follow_up: 'none' }))));
    await open('A hard one');
    const care = page.getByTestId('care');
    await care.getByText('What you wrote sounds heavy').waitFor();
    await care.getByText('findahelpline.com').waitFor();
    assert.equal(await care.getByRole('link').count(), 0);
    assert.doesNotMatch(await care.innerText(), /%|\d\.\d|risk|score/i);
    await page.unroute(texts);
  });

  await step('at the floor it asks for a screener as well, accessibly on a desk and on a phone', faults, async () => {
    await page.route(texts, (route) => route.fulfill(reading(entry, read({ support: SUPPORT, follow_up: 'required' }))));
    await open('A hard one');
    await page.getByTestId('care').waitFor();
    await assertAccessible(page, 'a page with support');
    await assertNoSidewaysScroll(page, 'a page with support');
    await assertAccessible(page, 'a page with support on a phone');
    await page.setViewportSize(DESKTOP);
    await page.getByTestId('care').getByRole('link', { name: 'Fill in C-SSRS screener' }).click();
    await title(page, 'C-SSRS screener').waitFor();
    await page.unroute(texts);
  });

  await step('words of another kind ask for support on the day that they were written', faults, async () => {
    const items = [JSON.parse(reading(entry, read({ support: SUPPORT, follow_up: 'required' })).body)];
    await page.route('**/v1/text?*', (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify({ items, next_cursor: null }) }));
    await nav(page, 'Today').click();
    await page.getByTestId('care').getByText('What you wrote sounds heavy').waitFor();
    await page.unroute('**/v1/text?*');
  });

  await step('a reading that fails can be asked for again, and the page is there all the same', faults, async () => {
    await page.route(texts, (route) => route.fulfill(problem(503, 'unavailable', { detail: 'try again in a moment' })));
    await faults.expecting(503, async () => {
      await open('A hard one');
      await page.getByText('try again in a moment').waitFor();
    });
    assert.equal(await page.locator('.reading-text').innerText(), 'Everything is too much today.');
    await page.unroute(texts);
    await page.route(texts, (route) => route.fulfill(reading(entry, { status: 'not_available', code: 'no_words', reason: 'nothing' })));
    await page.getByRole('button', { name: 'Try again' }).click();
    await panel().getByText('There are no words in it that the model knows.').waitFor();
    await page.unroute(texts);
  });
  await context.close();
}
