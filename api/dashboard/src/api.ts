import type { Grant } from './contract';
import { Problem } from './problem';

/** After this long without an answer a request counts as unanswered. */
const PATIENCE_MS = 20_000;

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  bytes?: Blob;
  headers?: Record<string, string>;
  /** Access token. */
  token?: string;
  /** Milliseconds to wait for the answer, where the usual ones are too few. */
  patience?: number;
}

/** A file that the server hands out. */
export interface Download {
  name: string;
  content: Blob;
}

/** Sends one request and gives the JSON body of its answer; throws a `Problem` for anything but success. */
export async function send<T>(path: string, call: Call = {}): Promise<T> {
  const response = await ask(path, call);
  if (response.status === 204) return undefined as T;
  return whole(response.json() as Promise<T>);
}

export async function download(path: string, call: Call = {}): Promise<Download> {
  const response = await ask(path, call);
  const named = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '');
  return { name: named?.[1] ?? '', content: await whole(response.blob()) };
}

async function ask(path: string, call: Call): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', ...call.headers });
  if (call.token !== undefined) headers.set('Authorization', `Bearer ${call.token}`);
  const request: RequestInit = {
    method: call.method ?? 'GET',
    headers,
    credentials: 'omit',
    cache: 'no-store',
    signal: AbortSignal.timeout(call.patience ?? PATIENCE_MS),
  };
  if (call.bytes !== undefined) {
    headers.set('Content-Type', 'application/octet-stream');
    request.body = call.bytes;
  } else if (call.body !== undefined) {
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
  return response;
}

/** The body of an answer; one that broke off after its head is as good as none. */
async function whole<T>(body: Promise<T>): Promise<T> {
  try {
    return await body;
  } catch {
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
