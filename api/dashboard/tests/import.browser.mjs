// Bringing files: the form, sending in pieces, going on after a break, the report.

import assert from 'node:assert/strict';
import { nav, openNew, problem, step, title } from './stage.mjs';

const PIECE = 4 << 20;

export default async function anImport() {
  const { context, page, faults, kept } = await openNew();
  const file = (name, size) => ({ name, mimeType: 'text/csv', buffer: Buffer.alloc(size, 'row,7\n') });
  const choose = () => page.locator('input[type=file]');
  const state = (name) => page.getByTestId('import-state').getByText(name, { exact: true });
  const fill = async (format, given) => {
    await page.getByLabel('Where it comes from').selectOption(format);
    await choose().setInputFiles(given);
  };
  const start = () => page.getByRole('button', { name: 'Start' }).click();
  const overview = async () => {
    await nav(page, 'Import').click();
    await title(page, 'Import').waitFor();
  };

  await step('the formats of the server are offered, and what each needs is asked for', faults, async () => {
    await overview();
    await page.getByText('Nothing has been imported yet.').waitFor();
    assert.equal(await page.getByLabel('Where it comes from').locator('option').count(), 10, 'nine formats and the invitation to choose');
    await page.getByLabel('Where it comes from').selectOption('daylio-csv');
    await page.getByText('Usually a file ending in .csv').waitFor();
    assert.equal(await page.getByLabel('Mapping').isVisible(), false, 'not asked for where it is not needed');
    await page.getByLabel('Where it comes from').selectOption('csv');
    assert.ok(await page.getByLabel('Mapping').evaluate((field) => field.required));
    assert.notEqual(await page.getByLabel('Time zone of the file').inputValue(), '');
  });

  await step('a mapping that is refused is explained at its field', faults, async () => {
    await fill('csv', file('mood.csv', 600));
    await page.getByLabel('Mapping').fill('nonsense');
    await faults.expecting(422, async () => {
      await start();
      await page.getByText('expected TOML with at least one column', { exact: true }).waitFor();
    });
    assert.equal(await page.getByLabel('Mapping').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByLabel('Mapping').inputValue(), 'nonsense');
  });

  await step('a large file goes out in pieces of 4 MiB, and its report accounts for every row', faults, async () => {
    await page.getByLabel('Mapping').fill('mood = "Mood"');
    await choose().setInputFiles(file('mood.csv', 2 * PIECE + 1234));
    await start();
    await title(page, 'mood.csv').waitFor();
    await state('Done').waitFor();
    assert.deepEqual(kept.pieces, [{ offset: 0, size: PIECE }, { offset: PIECE, size: PIECE }, { offset: 2 * PIECE, size: 1234 }]);
    const numbers = await page.locator('.report dd').allInnerTexts();
    const parts = numbers.map((number) => Number(number.replace(/\D/g, '')));
    assert.deepEqual(parts, [1208, 311, 240, 109, 6]);
    await page.getByText('1,874 rows').waitFor();
    assert.equal(parts.reduce((sum, part) => sum + part, 0), 1874);
    await page.getByText('date is 2031-04-01').waitFor();
    await page.getByText('The first 3 of 6 refused rows').waitFor();
    await page.getByText('Columns that were not read: note_title, weekday.').waitFor();
    await page.getByText('What was not taken, by its type').click();
    await page.getByText('HKQuantityTypeIdentifierDietaryWater').waitFor();
  });

  await step('an answer that is lost sends no piece twice, and a break is waited out', faults, async () => {
    kept.pieces.length = 0;
    let tries = 0;
    await page.route(/\/v1\/imports\/[^/?]+$/, async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      tries += 1;
      // The second piece never arrives; the third try of it does.
      if (tries === 2 || tries === 3) return route.abort('connectionreset');
      return route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('long.csv', PIECE + 10));
    await faults.expecting('lost', async () => {
      await start();
      await page.getByText('The connection broke off.').waitFor();
      await state('Done').waitFor();
    });
    await page.unroute(/\/v1\/imports\/[^/?]+$/);
    assert.deepEqual(kept.pieces, [{ offset: 0, size: PIECE }, { offset: PIECE, size: 10 }]);
  });

  await step('where the server stands elsewhere, its word counts', faults, async () => {
    kept.pieces.length = 0;
    let once = false;
    await page.route(/\/v1\/imports\/[^/?]+$/, async (route) => {
      const offset = route.request().headers()['upload-offset'];
      if (offset !== '0' || once) return route.fallback();
      once = true;
      // It arrived, but its answer did not.
      kept.pieces.push({ offset: 0, size: PIECE });
      kept.imports.at(-1).received = PIECE;
      return route.fulfill(problem(409, 'offset_mismatch', { detail: `go on at ${PIECE}` }));
    });
    await overview();
    await fill('daylio-csv', file('elsewhere.csv', PIECE + 5));
    await faults.expecting(409, async () => {
      await start();
      await state('Done').waitFor();
    });
    await page.unroute(/\/v1\/imports\/[^/?]+$/);
    assert.deepEqual(kept.pieces, [{ offset: 0, size: PIECE }, { offset: PIECE, size: 5 }]);
  });

  await step('after a reload the file is asked for once more, and goes on where it stopped', faults, async () => {
    kept.pieces.length = 0;
    await page.route(/\/v1\/imports\/[^/?]+$/, async (route) => {
      if (route.request().method() === 'PATCH' && kept.pieces.length === 1) return new Promise(() => {});
      return route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('again.csv', PIECE + 77));
    await start();
    await page.getByTestId('received').getByText(/^4\.2\sMB of 4\.2\sMB/).waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await faults.expecting('lost', () => page.reload());
    await page.unroute(/\/v1\/imports\/[^/?]+$/);
    await title(page, 'again.csv').waitFor();
    const again = page.getByLabel('To go on, choose again.csv once more');
    await again.setInputFiles(file('again.csv', 99));
    await page.getByRole('alert').getByText('That is another file').waitFor();
    await again.setInputFiles(file('again.csv', PIECE + 77));
    await state('Done').waitFor();
    assert.deepEqual(kept.pieces, [{ offset: 0, size: PIECE }, { offset: PIECE, size: 77 }]);
  });

  await step('an upload goes on while other pages are looked at', faults, async () => {
    kept.pieces.length = 0;
    let release = () => {};
    const held = new Promise((resolve) => {
      release = resolve;
    });
    await page.route(/\/v1\/imports\/[^/?]+$/, async (route) => {
      if (route.request().method() === 'PATCH') await held;
      return route.fallback();
    });
    await overview();
    await fill('daylio-csv', file('behind.csv', 4000));
    await start();
    await title(page, 'behind.csv').waitFor();
    await nav(page, 'Insights').click();
    await title(page, 'Insights').waitFor();
    release();
    await faults.quiet();
    assert.deepEqual(kept.pieces, [{ offset: 0, size: 4000 }]);
    await page.unroute(/\/v1\/imports\/[^/?]+$/);
  });

  await step('a failed import says why', faults, async () => {
    await overview();
    await fill('daylio-csv', file('broken.csv', 700));
    await start();
    await state('Failed').waitFor();
    await page.getByText('the file ends in the middle of a quoted field').waitFor();
  });

  await step('earlier imports are listed with their state, newest first', faults, async () => {
    await overview();
    await page.getByTestId('import').first().waitFor();
    const names = await page.getByTestId('import').allInnerTexts();
    assert.match(names[0], /broken\.csv[\s\S]*Failed/);
    assert.match(names.at(-1), /mood\.csv[\s\S]*Done/);
  });

  await step('an import is cancelled after asking', faults, async () => {
    await page.route(/\/v1\/imports\/[^/?]+$/, async (route) => {
      if (route.request().method() === 'PATCH') return route.fulfill(problem(422, 'invalid', { detail: 'the disk is full' }));
      return route.fallback();
    });
    await fill('daylio-csv', file('unwanted.csv', 800));
    await faults.expecting(422, async () => {
      await start();
      await page.getByText('the disk is full').waitFor();
      await page.getByRole('button', { name: 'Go on' }).waitFor();
    });
    await page.unroute(/\/v1\/imports\/[^/?]+$/);
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this import?' });
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    await dialog.getByRole('button', { name: 'Cancel it' }).click();
    await title(page, 'Import').waitFor();
    await faults.quiet();
    assert.equal(await page.getByTestId('import').filter({ hasText: 'unwanted' }).count(), 0);
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
