import { json, problem } from './index.mjs';

export const OWNED = { id: '01a1f9d7-0220-75cf-a887-000000000001', name: 'Lindenhof Clinic', role: 'owner' };

export async function organisations(context, kept) {
  kept.organisations = [];
  kept.keys = [];
  kept.invitations = [];
  let number = 2;
  await context.route('**/v1/organisations', (route) => {
    if (route.request().method() !== 'POST') return json(route, { items: kept.organisations });
    const { name } = route.request().postDataJSON();
    if (name === 'x'.repeat(100)) return problem(route, 422, 'invalid', 'name is too long', [{ field: 'name', value: name, reason: 'expected 1 to 99 characters' }]);
    const made = { ...OWNED, id: OWNED.id.slice(0, -1) + number++, name };
    kept.organisations.push(made);
    return json(route, made, 201);
  });
  await context.route('**/v1/memberships', (route) => {
    const { code } = route.request().postDataJSON();
    if (code !== 'c0ffee') {
      return problem(route, 404, 'not_found', 'there is no invitation with this code');
    }
    const joined = { id: OWNED.id.slice(0, -1) + number++, name: 'Riverside Study', role: 'member' };
    kept.organisations.push(joined);
    return json(route, joined, 201);
  });
  await context.route('**/v1/memberships/*', (route) => {
    const id = new URL(route.request().url()).pathname.split('/').at(-1);
    kept.organisations = kept.organisations.filter((each) => each.id !== id);
    return route.fulfill({ status: 204 });
  });
  await context.route('**/v1/organisations/*/invitations', (route) => {
    const { expires_in_days = 14 } = route.request().postDataJSON();
    const made = { code: '9f2c41d0aa6e4b53b0d7c1e85f7a3d21', expires_at: new Date(Date.now() + expires_in_days * 86_400_000).toISOString() };
    kept.invitations.push(made);
    return json(route, made, 201);
  });
  await context.route('**/v1/organisations/*/keys', (route) => {
    if (route.request().method() !== 'POST') return json(route, { items: kept.keys });
    return json(route, add(kept, route.request().postDataJSON(), number++), 201);
  });
  await context.route('**/v1/organisations/*/keys/*', (route) => {
    const id = new URL(route.request().url()).pathname.split('/').at(-1);
    kept.keys.find((key) => key.id === id).revoked = true;
    return route.fulfill({ status: 204 });
  });
  await context.route('**/v1/organisations/*/keys/*/rotate', (route) => {
    const id = new URL(route.request().url()).pathname.split('/').at(-2);
    const { name, scopes } = kept.keys.find((key) => key.id === id);
    return json(route, add(kept, { name, scopes }, number++), 201);
  });
}

function add(kept, { name, scopes, expires_in_days = 365 }, number) {
  const now = new Date();
  const secret = `eun_${String(number).padStart(4, '0')}_5c1d9e7ab2f04863`;
  const key = {
    id: OWNED.id.slice(0, -1) + number, name, scopes, prefix: secret.slice(0, 8), created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + expires_in_days * 86_400_000).toISOString(), last_used_at: null, revoked: false,
  };
  kept.keys.push(key);
  const { prefix, last_used_at, revoked, ...told } = key;
  return { ...told, secret };
}
