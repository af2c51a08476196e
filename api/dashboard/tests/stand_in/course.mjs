import { json } from './index.mjs';

const BANDS = {
  phq9: [['minimal', 0, 4], ['mild', 5, 9], ['moderate', 10, 14], ['moderately severe', 15, 19], ['severe', 20, 27]],
  gad7: [['minimal', 0, 4], ['mild', 5, 9], ['moderate', 10, 14], ['severe', 15, 21]],
  who5: [['likely depression', 0, 28], ['low wellbeing', 29, 50], ['adequate wellbeing', 51, 100]],
};

/** Reliable and important change; null where none is published. */
const CHANGES = { phq9: [6, 5], gad7: [null, 4], who5: [10, null] };

export async function course(context) {
  await context.route('**/v1/assessments/course', async (route) => {
    const address = new URL(route.request().url());
    const list = new URL('/v1/assessments?limit=200', address);
    const response = await route.fetch({ url: list.href });
    if (!response.ok()) return route.fulfill({ response });
    const { items } = await response.json();
    const entries = items.reverse();
    return json(route, { items: Object.keys(BANDS).map((instrument) => told(instrument, entries)) });
  });
}

function told(instrument, entries) {
  const bands = BANDS[instrument].map(([name, from, to]) => ({ name, from, to }));
  const [reliable, important] = CHANGES[instrument];
  let before = null;
  const points = entries
    .filter((entry) => entry.data.instrument === instrument && entry.score.total !== null)
    .map(({ id, at, local_date, score: { total, band } }) => {
      const by = before === null ? null : total - before;
      before = total;
      const better = instrument === 'who5' ? by > 0 : by < 0;
      const direction = by === 0 ? 'same' : better ? 'better' : 'worse';
      const change = by === null ? null : { from_previous: by, reliable: reliable === null ? null : Math.abs(by) >= reliable, direction };
      return { id, at, local_date, total, band, change };
    });
  return {
    instrument,
    minimum: 0,
    maximum: bands.at(-1).to,
    bands,
    reliable_change: reliable,
    important_difference: important,
    points,
  };
}
