import { json, problem } from './index.mjs';

export async function account(context, kept) {
  kept.me = { aggregate_consent: false, weather_consent: false };
  await context.route('**/v1/me', async (route) => {
    const request = route.request();
    if (request.method() === 'PATCH') {
      const change = request.postDataJSON();
      if (change.zone !== undefined && !Intl.supportedValuesOf('timeZone').includes(change.zone)) {
        const errors = [{ field: 'zone', value: change.zone, reason: 'expected an IANA time zone, such as Europe/Berlin' }];
        return problem(route, 422, 'invalid', `zone is ${change.zone}, expected an IANA time zone, such as Europe/Berlin`, errors);
      }
      Object.assign(kept.me, change);
    }
    const response = await route.fetch({ method: 'GET', postData: null });
    if (!response.ok()) return route.fulfill({ response });
    return route.fulfill({ response, json: { ...(await response.json()), ...kept.me } });
  });
  await context.route('**/v1/export?*', (route) => {
    const format = new URL(route.request().url()).searchParams.get('format');
    return route.fulfill({
      status: 200,
      contentType: 'text/csv',
      headers: { 'Content-Disposition': `attachment; filename="eunoia-days.${format}"` },
      body: 'date,metric,value\n2026-01-01,mood.score,7\n',
    });
  });
}
