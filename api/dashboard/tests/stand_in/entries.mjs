// The kinds of entries that have no resource of their own yet.

import { json, problem } from './index.mjs';

const KINDS = { exercises: 'exercise', gratitude: 'gratitude', context: 'context' };

export async function entries(context, kept) {
  kept.entries = [];
  await context.route(/\/v1\/(exercises|gratitude|context)(\/[^?]*)?(\?.*)?$/, (route) => {
    const request = route.request();
    const address = new URL(request.url());
    const [, , resource, id] = address.pathname.split('/');
    const kind = KINDS[resource];
    const found = kept.entries.find((entry) => entry.kind === kind && entry.id === id);
    const body = request.postDataJSON?.() ?? null;
    switch (request.method()) {
      case 'POST':
        return create(route, kept, kind, body);
      case 'PUT':
        if (!found) return problem(route, 404, 'not_found', 'there is no such entry');
        if (found.version !== body.expected_version) return problem(route, 409, 'version_mismatch', 'it has another version');
        Object.assign(found, { data: body.data, version: found.version + 1 });
        return json(route, found);
      case 'DELETE':
        kept.entries = kept.entries.filter((entry) => entry !== found);
        return route.fulfill({ status: 204 });
      default: {
        const [from, to] = [address.searchParams.get('from'), address.searchParams.get('to')];
        const items = kept.entries.filter(
          (entry) => entry.kind === kind && (from === null || entry.local_date >= from) && (to === null || entry.local_date <= to),
        );
        return json(route, { items, next_cursor: null });
      }
    }
  });
}

function create(route, kept, kind, body) {
  if (kind === 'exercise' && !(body.data.minutes <= 1440)) {
    const errors = [{ field: 'data.minutes', value: String(body.data.minutes), reason: 'expected a number from 0.1 to 1440' }];
    return problem(route, 422, 'invalid', `data.minutes is ${body.data.minutes}, expected a number from 0.1 to 1440`, errors);
  }
  const at = new Date(body.at);
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: body.zone }).format(at);
  const entry = { ...body, kind, version: 1, at: at.toISOString(), local_date: date, recorded_at: at.toISOString(), source: 'app' };
  kept.entries.push(entry);
  return json(route, entry, 201);
}
