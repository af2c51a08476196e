const json = (route, body) => route.fulfill({ json: body });

/** A cohort whose tables of mood are shown but for some months, and the others hardly. */
export async function cohort(context) {
  await context.route('**/v1/population?*', (route) =>
    json(route, {
      organisation: new URL(route.request().url()).searchParams.get('organisation'),
      minimum_people: 20,
      privacy: { epsilon: 0.5, delta: 1e-6, epsilon_per_person_and_quarter: 5, mechanism: 'discrete Laplace noise' },
      tables: [
        { table: 'mood.score', unit: 'points', span: 'month', threshold: 66, periods: months(12, (step) => step >= 3 && step !== 9) },
        { table: 'sleep.hours', unit: 'hours', span: 'month', threshold: 58, periods: months(12, () => false) },
        { table: 'risk.floor', unit: null, span: 'quarter', threshold: 55, periods: [risk()] },
      ],
      note: 'People count once a period, however often they recorded.',
    }),
  );
}

const HIDDEN = { suppressed: true, released_at: null, people: null, mean: null, standard_deviation: null, percentiles: [], cells: [], change: null };
const around = (value, half) => ({ value, low: value - half, high: value + half });
const date = (year, month, day) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

function months(count, isShown) {
  return Array.from({ length: count }, (_, step) => {
    const when = { start: date(2025, 8 + step, 1), end: date(2025, 9 + step, 0) };
    if (!isShown(step)) return { ...when, ...HIDDEN };
    const mean = 5.9 + 0.03 * step;
    return {
      ...when,
      suppressed: false, released_at: `${when.end}T12:00:00Z`, people: around(85 + (step % 5), 17), mean: around(mean, 0.32), standard_deviation: 1.3,
      percentiles: [10, 25, 50, 75, 90].map((percent) => ({ percent, ...around(mean + (percent - 50) / 25, 0.4) })),
      cells: [[1, 4, null, null], [4, 6, 40, 0.47], [6, 8, 35, 0.41], [8, 10, null, null]].map(([from, to, people, share]) => ({
        from, to, level: null, suppressed: people === null, people, share,
      })),
      change: isShown(step - 1) ? { value: 0.9, low: 0.4, high: 1.4 } : null,
    };
  });
}

function risk() {
  return {
    ...HIDDEN,
    start: '2026-07-01', end: '2026-09-30', suppressed: false, released_at: '2026-10-08T12:00:00Z', people: around(85, 14),
    cells: [['none', 40, 0.47], ['low', 20, 0.24], ['moderate', null, null], ['high', null, null], ['unknown', null, null]].map(
      ([level, people, share]) => ({ from: null, to: null, level, suppressed: people === null, people, share }),
    ),
  };
}
