// How heavy it has been, with help first, and what to try.

import assert from 'node:assert/strict';
import { daysAgo, nav, openNew, send, step, ZONE } from './stage.mjs';

export default async function risk() {
  const { context, page, person, faults } = await openNew();
  const answers = [0, 0, 0, 0, 0, 0, 0, 0, 2];
  await step('without data no level is claimed', faults, async () => {
    await nav(page, 'Insights').click();
    const panel = page.getByTestId('risk');
    await panel.getByText('Nothing recorded so far says anything about this.').waitFor();
    assert.equal(await page.getByTestId('help').count(), 0);
    assert.equal(await panel.getByTestId('risk-day').count(), 0);
    assert.equal(await page.getByTestId('suggestion').count(), 3);
  });

  await step('help stands before the level and its reasons, and exercises give way to it', faults, async () => {
    await send('POST', '/v1/assessments', { at: `${daysAgo(1)}T09:00:00`, zone: ZONE, data: { instrument: 'phq9', answers } }, person.token);
    await page.reload();
    const help = page.getByTestId('help');
    await help.getByText('findahelpline.com').waitFor();
    await help.getByRole('link', { name: /C-SSRS/ }).waitFor();
    const panel = page.getByTestId('risk');
    assert.equal(await panel.getByTestId('risk-today').getAttribute('data-level'), 'high');
    await panel.getByTestId('risk-reasons').getByText('asks for a conversation with somebody').waitFor();
    const [above, below] = [await help.boundingBox(), await panel.boundingBox()];
    assert.ok(above.y + above.height <= below.y, 'help comes first');
    await page.getByTestId('suggestions').getByText('No exercise is what matters now').waitFor();
    assert.equal(await page.getByTestId('suggestion').count(), 0);
  });
  await context.close();
}
