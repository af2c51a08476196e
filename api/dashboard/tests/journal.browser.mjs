// Writing, reading, leafing through, editing and deleting pages of the journal.

import assert from 'node:assert/strict';
import { nav, openNew, reload, send, step, title, ZONE } from './stage.mjs';

export default async function journal() {
  const { context, page, faults, person } = await openNew();
  const words = 'Rain all day.\n\nRead <i>two</i> chapters & slept early.';
  const leaf = () => page.getByTestId('journal-page');

  await step('an empty journal invites to write', faults, async () => {
    await nav(page, 'Journal').click();
    await page.getByText('The first page is still blank').waitFor();
    await page.getByRole('link', { name: 'Write' }).first().click();
    await title(page, 'A new page').waitFor();
  });

  await step('an unfinished page outlives a walk to another page, and is stored nowhere', faults, async () => {
    await page.getByLabel('Title').fill('A slow one');
    await page.getByLabel('Your words').fill(words);
    await nav(page, 'Sleep').click();
    await nav(page, 'Journal').click();
    await page.getByText('There is an unfinished page.').waitFor();
    const stored = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]));
    assert.doesNotMatch(stored, /Rain/);
    await page.getByRole('link', { name: 'Go on writing' }).click();
    assert.equal(await page.getByLabel('Your words').inputValue(), words);
  });

  await step('leaving the window with an unfinished page asks first', faults, async () => {
    let asked = '';
    page.once('dialog', (dialog) => {
      asked = dialog.type();
      void dialog.dismiss();
    });
    await page.evaluate(() => setTimeout(() => location.reload(), 0));
    await page.waitForTimeout(300);
    assert.equal(asked, 'beforeunload');
    assert.equal(await page.getByLabel('Your words').inputValue(), words);
  });

  await step('a saved page is opened for reading, as text', faults, async () => {
    await page.getByRole('button', { name: 'Save' }).click();
    await title(page, 'A slow one').waitFor();
    assert.equal(await page.locator('.reading-text').innerText(), words);
    assert.equal(await page.locator('.reading-text i').count(), 0, 'words are never markup');
    await page.getByRole('link', { name: 'All pages' }).click();
    await leaf().getByText('A slow one').waitFor();
    assert.equal(await page.getByText('There is an unfinished page.').count(), 0);
  });

  await step('a page is edited', faults, async () => {
    await leaf().getByRole('link').click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await title(page, 'Edit the page').waitFor();
    assert.equal(await page.getByLabel('Your words').inputValue(), words, 'it begins with what was there');
    await page.getByLabel('Your words').fill('Rain, then none.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.reading-text').getByText('Rain, then none.').waitFor();
    await reload(page, faults);
    await page.locator('.reading-text').getByText('Rain, then none.').waitFor();
  });

  await step('a page that was changed elsewhere meanwhile is not overwritten', faults, async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Your words').waitFor();
    const { items } = await send('GET', '/v1/journals', undefined, person.token);
    const { id, at, version } = items[0];
    const edit = { mutation_id: '5f0b54b2-60a8-4b6a-9e0c-6ad2ef2a3c11', expected_version: version, at, zone: ZONE, data: { text: 'From my phone.' } };
    await send('PUT', `/v1/journals/${id}`, edit, person.token);
    await page.getByLabel('Your words').fill('From my desk.');
    await faults.expecting(409, async () => {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('changed in another place').waitFor();
    });
    assert.equal(await page.getByLabel('Your words').inputValue(), 'From my desk.', 'the words are kept');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.reading-text').getByText('From my phone.').waitFor();
  });

  await step('many pages are leafed through', faults, async () => {
    for (let number = 1; number <= 14; number += 1) {
      const data = { title: `Page ${number}`, text: `Words of page ${number}. `.repeat(20) };
      await send('POST', '/v1/journals', { at: `2024-03-${String(number).padStart(2, '0')}T12:00:00`, zone: ZONE, data }, person.token);
    }
    await page.getByRole('link', { name: 'All pages' }).click();
    await leaf().nth(11).waitFor();
    assert.equal(await leaf().count(), 12);
    assert.match(await leaf().nth(1).innerText(), /…$/, 'a long page is only begun');
    await page.getByRole('button', { name: 'Earlier pages' }).click();
    await leaf().getByText('Page 1', { exact: true }).waitFor();
    assert.equal(await leaf().count(), 3);
    await page.getByRole('button', { name: 'Newest pages' }).click();
    await leaf().getByText('Page 14', { exact: true }).waitFor();
  });

  await step('deleting a page asks first, by keyboard too', faults, async () => {
    await leaf().filter({ hasText: 'Page 14' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete this page?' });
    await dialog.waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Cancel' }).evaluate((button) => button === document.activeElement), 'the safe choice has the focus');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await title(page, 'Journal').waitFor();
    await leaf().getByText('Page 13', { exact: true }).waitFor();
    assert.equal(await leaf().filter({ hasText: 'Page 14' }).count(), 0);
  });

  await step('a page that is gone says so', faults, async () => {
    await faults.expecting(410, async () => {
      await page.goBack();
      await title(page, 'There is nothing here').waitFor();
    });
  });
  await context.close();
}
