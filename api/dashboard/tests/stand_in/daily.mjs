// Figures of a day that are new in the contract, made of those that the server has.

export async function daily(context, kept) {
  await context.route('**/v1/dashboard?*', async (route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    const body = await response.json();
    for (const day of body.days) enrich(day, kept);
    return route.fulfill({ response, json: body });
  });
}

function enrich(day, kept) {
  const hours = day.sleep_hours;
  // Every tenth night has no stages, as when a ring was not worn.
  const staged = hours !== null && Number(day.date.slice(8)) % 10 !== 0;
  day.deep_hours = staged ? hours * 0.21 : null;
  day.light_hours = staged ? hours * 0.56 : null;
  day.rem_hours = staged ? hours * 0.23 : null;
  day.awake_hours = staged ? 0.3 + (Number(day.date.slice(8)) % 4) * 0.12 : null;
  const own = (kept.entries ?? []).filter((entry) => entry.local_date === day.date).map((entry) => entry.kind);
  day.exercise_minutes = null;
  day.gratitude_entries = null;
  day.journal_entries = null;
  const recorded = day.mood !== null || hours !== null ? ['mood', 'sleep', 'journal', 'assessment'] : [];
  day.kinds = [...new Set([...recorded, ...own])];
}
