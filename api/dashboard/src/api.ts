import type { Grant } from './contract';
import { Problem } from './problem';

/** After this long without an answer a request counts as unanswered. */
const PATIENCE_MS = 20_000;

export interface Call {
  method?: 'GET' | 'POST';
  body?: unknown;
  /** Access token. */
  token?: string;
}

/** Sends one request and gives the JSON body of its answer; throws a `Problem` for anything but success. */
export async function send<T>(path: string, call: Call = {}): Promise<T> {
  const headers = new Headers({ Accept: 'application/json' });
  if (call.token !== undefined) headers.set('Authorization', `Bearer ${call.token}`);
  const request: RequestInit = {
    method: call.method ?? 'GET',
    headers,
    credentials: 'omit',
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  if (call.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    request.body = JSON.stringify(call.body);
  }
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch {
    throw Problem.unreachable();
  }
  if (!response.ok) throw await Problem.from(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    // The answer broke off after its head: as good as none.
    throw Problem.unreachable();
  }
}

export function register(email: string, password: string, zone: string): Promise<Grant> {
  return send('/v1/auth/register', { method: 'POST', body: { email, password, zone } });
}

export function login(email: string, password: string): Promise<Grant> {
  return send('/v1/auth/login', { method: 'POST', body: { email, password } });
}

export function refresh(refreshToken: string): Promise<Grant> {
  return send('/v1/auth/refresh', { method: 'POST', body: { refresh_token: refreshToken } });
}

export function logout(refreshToken: string): Promise<void> {
  return send('/v1/auth/logout', { method: 'POST', body: { refresh_token: refreshToken } });
}
