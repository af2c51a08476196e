// Bringing files: the form, sending in pieces, going on after a break, the report.

import assert from 'node:assert/strict';
import { nav, openNew, problem, send, step, title } from './stage.mjs';

const PIECE = 4 << 20;
const IMPORT = /\/v1\/imports\/(?!formats)[^/?]+$/;
const HEADER = 'full_date,date,weekday,time,mood,activities,note_title,note\n';
const NOTE = 'All quiet on the river. '.repeat(400);

/** A diary of at least `size` bytes, padded by long notes. */
function diary(size) {
  const start = Date.parse('2020-01-01T00:00:00Z');
  let text = HEADER;
  for (let day = 0; text.length < size; day += 1) {
    const date = new Date(start + day * 86_400_000).toISOString().slice(0, 10);
    text += `${date},,,20:00,good,walk,,${NOTE}\n`;
  }
  return Buffer.from(text);
}

/** Four rows: two that are taken, a mood without a meaning, and a day that never was. */
const MIXED = Buffer.from(
  [
    HEADER.trim(),
    '2026-03-02,March 2,Monday,20:39,good,walk | tea,,"Sun, at last"',
    '2026-03-01,March 1,Sunday,6:50 pm,rad,friends,,',
    '2026-03-01,March 1,Sunday,9:10 am,so-so,,,',
    '2026-02-31,February 31,Saturday,20:00,meh,,,',
  ].join('\n'),
);

export default async function anImport() {
  const { context, page, faults, person } = await openNew();
  const file = (name, buffer) => ({ name, mimeType: 'text/csv', buffer });
  const choose = () => page.locator('input[type=file]');
  const state = (name) => page.getByTestId('import-state').getByText(name, { exact: true });
  const part = async (name) => Number((await page.getByTestId(`report-${name}`).locator('dd').innerText()).replace(/\D/g, ''));
  const fill = async (format, given) => {
    await page.getByLabel('Where it comes from').selectOption(format);
    await choose().setInputFiles(given);
  };
  const start = () => page.getByRole('button', { name: 'Start' }).click();
  const overview = async () => {
    await nav(page, 'Import').click();
    await title(page, 'Import').waitFor();
  };
  /** Where each piece began that the server took. */
  const offsets = [];
  page.on('response', (response) => {
    const request = response.request();
    if (request.method() === 'PATCH' && response.ok() && IMPORT.test(request.url())) offsets.push(Number(request.headers()['upload-offset']));
  });

  await step('the formats of the server are offered, and what each needs is asked for', faults, async () => {
    await overview();
    await page.getByText('Nothing has been imported yet.').waitFor();
    const { items } = await send('GET', '/v1/imports/formats', undefined, person.token);
    assert.equal(await page.getByLabel('Where it comes from').locator('option').count(), items.length + 1, 'every format and the invitation to choose');
    await page.getByLabel('Where it comes from').selectOption('fitbit');
    await page.getByText('Usually a file ending in .json').waitFor();
    assert.equal(await page.getByLabel('Mapping').count(), 0, 'not asked for where it means nothing');
    await page.getByLabel('Where it comes from').selectOption('csv');
    assert.ok(await page.getByLabel('Mapping').evaluate((field) => field.required));
    assert.notEqual(await page.getByLabel('Time zone of the file').inputValue(), '');
  });

  await step('a mapping that is refused is explained at its field', faults, async () => {
    await fill('csv', file('mood.csv', Buffer.from('day,mood\n2026-04-02 20:00:00,4\n')));
    await page.getByLabel('Mapping').fill('nonsense');
    await faults.expecting(422, async () => {
      await start();
      await page.getByText(/^expected TOML parse error at line 1/).waitFor();
    });
    assert.equal(await page.getByLabel('Mapping').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByLabel('Mapping').inputValue(), 'nonsense');
  });

  await step('a table is imported with the mapping that says what its columns mean', faults, async () => {
    await page.getByLabel('Mapping').fill('source = "diary"\n\n[time]\ncolumn = "day"\n\n[mood.score]\ncolumn = "mood"\nscale = { from = [1, 5], to = [1, 10] }\n');
    await start();
    await title(page, 'mood.csv').waitFor();
    await state('Done').waitFor();
    assert.equal(await part('mapped'), 1);
  });

  await step('the report accounts for every row, and gives reasons', faults, async () => {
    await overview();
    await fill('daylio-csv', file('diary.csv', MIXED));
    await start();
    await state('Done').waitFor();
    await page.getByText('4 rows', { exact: true }).waitFor();
    const numbers = await Promise.all(['mapped', 'duplicates', 'merged', 'not_taken_total', 'rejected_total'].map(part));
    assert.deepEqual(numbers, [2, 0, 0, 0, 2]);
    await page.getByRole('row').filter({ hasText: 'so-so' }).waitFor();
    await page.getByRole('row').filter({ hasText: '2026-02-31' }).waitFor();
  });

  await step('what was imported is on its day, and importing it again counts nothing twice', faults, async () => {
    await page.goto(new URL('#/day/2026-03-02', page.url()).href);
    const entry = page.getByTestId('mood-entry');
    await entry.getByText('Sun, at last').waitFor();
    assert.match(await entry.innerText(), /imported/);
    await overview();
    await fill('daylio-csv', file('diary.csv', MIXED));
    await start();
    await state('Done').waitFor();
    assert.deepEqual([await part('mapped'), await part('duplicates')], [0, 2]);
  });

  const long = diary(PIECE + 20_000);
  await step('a large file goes out in pieces of 4 MiB, and one that breaks off is waited out', faults, async () => {
    offsets.length = 0;
    let tries = 0;
    await page.route(IMPORT, async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      tries += 1;
      return tries === 2 || tries === 3 ? route.abort('connectionreset') : route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('long.csv', long));
    await faults.expecting('lost', async () => {
      await start();
      await page.getByText('The connection broke off.').waitFor();
      await state('Done').waitFor({ timeout: 60_000 });
    });
    await page.unroute(IMPORT);
    assert.deepEqual(offsets, [0, PIECE]);
    const rows = long.toString().trim().split('\n').length - 1;
    assert.equal((await part('mapped')) + (await part('duplicates')), rows, 'every row arrived');
  });

  await step('a piece that arrived although no answer did is not sent again', faults, async () => {
    offsets.length = 0;
    let once = false;
    await page.route(IMPORT, async (route) => {
      if (route.request().method() !== 'PATCH' || once) return route.fallback();
      once = true;
      await route.fetch();
      return route.abort('connectionreset');
    });
    await overview();
    await fill('daylio-csv', file('unheard.csv', long));
    await faults.expecting('lost', async () => {
      await start();
      await state('Done').waitFor({ timeout: 60_000 });
    });
    await page.unroute(IMPORT);
    assert.deepEqual(offsets, [PIECE], 'it goes on after the first piece');
  });

  await step('where the server stands elsewhere, its word counts', faults, async () => {
    offsets.length = 0;
    let once = false;
    await page.route(IMPORT, async (route) => {
      const request = route.request();
      if (request.method() !== 'PATCH' || once) return route.fallback();
      once = true;
      // Another window sends the same piece first.
      await route.fetch();
      return route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('elsewhere.csv', long));
    await faults.expecting(409, async () => {
      await start();
      await state('Done').waitFor({ timeout: 60_000 });
    });
    await page.unroute(IMPORT);
    assert.deepEqual(offsets, [PIECE]);
  });

  await step('after a reload the file is asked for once more, and goes on where it stopped', faults, async () => {
    offsets.length = 0;
    await page.route(IMPORT, async (route) => {
      if (route.request().method() === 'PATCH' && offsets.length === 1) return new Promise(() => {});
      return route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('again.csv', long));
    await start();
    await page.getByTestId('received').getByText(/^4\.2\sMB of 4\.2\sMB/).waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await faults.expecting('lost', () => page.reload());
    await page.unroute(IMPORT);
    await title(page, 'again.csv').waitFor();
    const again = page.getByLabel('To go on, choose again.csv once more');
    await again.setInputFiles(file('again.csv', MIXED));
    await page.getByRole('alert').getByText('That is another file').waitFor();
    await again.setInputFiles(file('again.csv', long));
    await state('Done').waitFor({ timeout: 60_000 });
    assert.deepEqual(offsets, [0, PIECE]);
  });

  await step('an upload goes on while other pages are looked at', faults, async () => {
    offsets.length = 0;
    let release = () => {};
    const held = new Promise((resolve) => {
      release = resolve;
    });
    await page.route(IMPORT, async (route) => {
      if (route.request().method() === 'PATCH') await held;
      return route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('behind.csv', MIXED));
    await start();
    await title(page, 'behind.csv').waitFor();
    await nav(page, 'Insights').click();
    await title(page, 'Insights').waitFor();
    release();
    await faults.quiet();
    assert.deepEqual(offsets, [0]);
    await page.unroute(IMPORT);
  });

  await step('a file that cannot be read says why', faults, async () => {
    await overview();
    await fill('daylio', file('broken.daylio', Buffer.from('this is no backup')));
    await start();
    await state('Done').waitFor();
    assert.equal(await part('mapped'), 0);
    await page.getByRole('row').filter({ hasText: 'no ZIP archive' }).waitFor();
  });

  await step('an import that failed says why', faults, async () => {
    await page.route(IMPORT, async (route) => {
      const response = await route.fetch();
      const error = { code: 'internal', detail: 'the upload is gone from the disk' };
      return route.fulfill({ response, json: { ...(await response.json()), state: 'failed', report: null, error } });
    });
    await page.reload();
    await state('Failed').waitFor();
    await page.getByRole('alert').getByText('the upload is gone from the disk').waitFor();
    await faults.quiet();
    await page.unroute(IMPORT);
  });

  await step('earlier imports are listed with their state, newest first, and further ones on demand', faults, async () => {
    await overview();
    await page.getByTestId('import').first().waitFor();
    const names = await page.getByTestId('import').allInnerTexts();
    assert.match(names[0], /broken\.daylio[\s\S]*Done/);
    assert.match(names.at(-1), /mood\.csv[\s\S]*Done/);
    const { items } = await send('GET', '/v1/imports', undefined, person.token);
    assert.equal(names.length, items.length);
  });

  await step('an import is cancelled after asking, and taken off the list after asking again', faults, async () => {
    await page.route(IMPORT, async (route) => {
      if (route.request().method() === 'PATCH') return route.fulfill(problem(422, 'invalid', { detail: 'the disk is full' }));
      return route.fallback();
    });
    await fill('daylio-csv', file('unwanted.csv', MIXED));
    await faults.expecting(422, async () => {
      await start();
      await page.getByText('the disk is full').waitFor();
      await page.getByRole('button', { name: 'Go on' }).waitFor();
    });
    await page.unroute(IMPORT);
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this import?' });
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    await dialog.getByRole('button', { name: 'Cancel it' }).click();
    await title(page, 'Import').waitFor();
    await faults.quiet();
    const unwanted = page.getByTestId('import').filter({ hasText: 'unwanted' });
    await unwanted.getByText('Cancelled').waitFor();
    await unwanted.getByRole('link').click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog', { name: 'Remove this import from the list?' }).getByRole('button', { name: 'Remove' }).click();
    await title(page, 'Import').waitFor();
    await faults.quiet();
    assert.equal(await unwanted.count(), 0);
  });

  await step('a server without imports says so', faults, async () => {
    await page.route('**/v1/imports/formats', (route) => route.fulfill(problem(404, 'not_found', { detail: 'there is nothing at this path' })));
    await nav(page, 'Calendar').click();
    await faults.expecting(404, async () => {
      await nav(page, 'Import').click();
      await page.getByText('This server takes no files over the web.').waitFor();
    });
  });
  await context.close();
}
