import { json } from './index.mjs';

const KINDS = ['mood', 'sleep', 'journal', 'assessment', 'exercise', 'gratitude', 'context'];

export async function usage(context, kept) {
  kept.usage = { days: 12, today_counted: false, longest: 31 };
  await context.route('**/v1/usage', (route) => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date());
    const yesterday = new Date(Date.parse(`${today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const kinds = KINDS.map((kind, index) => ({
      kind,
      count: index < 5 ? 40 - index * 7 : 0,
      last_used: index < 5 ? `${yesterday}T19:00:00Z` : null,
      last_date: index < 5 ? yesterday : null,
    }));
    return json(route, { today, zone: 'Europe/Berlin', streak: kept.usage, kinds });
  });
}
