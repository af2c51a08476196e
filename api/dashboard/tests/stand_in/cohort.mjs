const DAY_MS = 86_400_000;
const date = (ms) => new Date(ms).toISOString().slice(0, 10);
const LENGTH = { day: 1, week: 7, month: 30 };

const json = (route, body) => route.fulfill({ json: body });

export async function cohort(context) {
  await context.route('**/v1/stats/summary?*', (route) =>
    json(route, {
      organisation: organisation(route), minimum_people: 20, people: { suppressed: false, members_counted: 85 },
      metrics: [['mood.score', 'points'], ['sleep.hours', 'hours'], ['phq9.total', 'points']].map(([metric, unit]) => ({ metric, unit })),
    }),
  );
  await context.route('**/v1/stats/levels?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const cells = cellsOf(query.get('from'), query.get('to'), query.get('period'));
    return json(route, {
      organisation: organisation(route), metric: query.get('metric'), unit: 'points', period: query.get('period'), minimum_people: 20,
      from: cells[0].start, to: cells.at(-1).end, cells, trend: TREND, note: 'People count once a period, however often they recorded.',
    });
  });
  await context.route('**/v1/stats/insights?*', (route) =>
    json(route, {
      organisation: organisation(route), minimum_people: 20,
      cells: [['mood.level', 75, 0.88], ['mood.weekday', 30, 0.35], ['mood.trend.up', 25, 0.29], ['mood.trend.down', null, null]].map(
        ([kind, people, share]) => ({ kind, suppressed: people === null, people, share }),
      ),
    }),
  );
  await context.route('**/v1/stats/risk?*', (route) =>
    json(route, {
      organisation: organisation(route), minimum_people: 20, as_of: date(Date.now()), basis: 'Answers to the PHQ-9 and the C-SSRS screener.',
      cells: [['none', 40, 0.47], ['low', 20, 0.24], ['moderate', null, null], ['high', null, null], ['unknown', null, null]].map(
        ([level, people, share]) => ({ level, suppressed: people === null, people, share }),
      ),
    }),
  );
}

const organisation = (route) => new URL(route.request().url()).searchParams.get('organisation');

const TREND = {
  per_period: 0.021, low: 0.004, high: 0.038, direction: 'up', cells: 26, model: { name: 'theil-sen', version: '1' }, abstained: null,
};

function cellsOf(from, to, period) {
  const length = LENGTH[period];
  const cells = [];
  for (let start = Date.parse(`${from}T00:00:00Z`); start <= Date.parse(`${to}T00:00:00Z`); start += length * DAY_MS) {
    const step = cells.length;
    const suppressed = step < 3 || step === 9;
    const mean = 5.9 + 0.03 * step + 0.28 * Math.sin(step * 1.7);
    cells.push({
      start: date(start), end: date(start + (length - 1) * DAY_MS), suppressed, people: suppressed ? null : 60 + (step % 5) * 5,
      mean: suppressed ? null : mean, standard_deviation: suppressed ? null : 1.3, low: suppressed ? null : mean - 0.32, high: suppressed ? null : mean + 0.32,
    });
  }
  return cells;
}
