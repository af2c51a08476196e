import * as api from './api';
import type { Grant, Person } from './contract';
import { Problem } from './problem';

const REFRESH_TOKEN = 'eunoia.refresh_token';
/** Pieces of files and exports may take minutes on a slow line. */
const TRANSFER_MS = 180_000;

/**
 * One person, signed in. The access token lives in memory alone; the refresh token in the tab's session
 * storage, so that a reload stays signed in and a closed tab does not.
 */
export class Session {
  readonly person: Person;
  /** The last answer to each path that was read, so that a page shows at once what it showed before. */
  readonly seen = new Map<string, unknown>();
  /** Called once, when the server no longer accepts this session. */
  onEnd: () => void = () => {};
  #accessToken: string;
  #refreshing: Promise<void> | null = null;
  #over = false;

  constructor(grant: Grant) {
    this.person = grant.person;
    this.#accessToken = grant.access_token;
    sessionStorage.setItem(REFRESH_TOKEN, grant.refresh_token);
  }

  /** Takes up the session that this tab had before a reload; null when there is none, or it has ended. */
  static async resume(): Promise<Session | null> {
    const token = sessionStorage.getItem(REFRESH_TOKEN);
    if (token === null) return null;
    try {
      return new Session(await api.refresh(token));
    } catch (thrown) {
      if (!refused(thrown)) throw thrown;
      sessionStorage.removeItem(REFRESH_TOKEN);
      return null;
    }
  }

  get<T>(path: string): Promise<T> {
    return this.#call((token) => api.send<T>(path, { token }));
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#call((token) => api.send<T>(path, { method: 'POST', body, token }));
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call((token) => api.send<T>(path, { method: 'PUT', body, token }));
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#call((token) => api.send<T>(path, { method: 'PATCH', body, token }));
  }

  delete(path: string): Promise<void> {
    return this.#call((token) => api.send<void>(path, { method: 'DELETE', token }));
  }

  /** Sends a piece of a file, which begins at `offset`. */
  upload<T>(path: string, offset: number, bytes: Blob): Promise<T> {
    const headers = { 'Upload-Offset': String(offset) };
    return this.#call((token) => api.send<T>(path, { method: 'PATCH', bytes, headers, token, patience: TRANSFER_MS }));
  }

  download(path: string): Promise<api.Download> {
    return this.#call((token) => api.download(path, { token, patience: TRANSFER_MS }));
  }

  /** Ends the session here at once, and on the server if it can be reached. */
  async signOut(): Promise<void> {
    const token = this.#forget();
    if (token !== null) await api.logout(token).catch(() => {});
  }

  /** Sends a request, once more under a new access token if the old one has run out. */
  async #call<T>(request: (token: string) => Promise<T>): Promise<T> {
    const token = this.#accessToken;
    try {
      return await request(token);
    } catch (thrown) {
      if (!refused(thrown)) throw thrown;
    }
    try {
      // Another request may have fetched a new token while this one was under way.
      if (token === this.#accessToken) await this.#refresh();
      return await request(this.#accessToken);
    } catch (thrown) {
      if (refused(thrown) && !this.#over) {
        this.#forget();
        this.onEnd();
      }
      throw thrown;
    }
  }

  #forget(): string | null {
    const token = sessionStorage.getItem(REFRESH_TOKEN);
    sessionStorage.removeItem(REFRESH_TOKEN);
    this.#over = true;
    return token;
  }

  /** Several requests refused at once share one refresh: the token serves only once. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#exchange().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #exchange(): Promise<void> {
    const grant = await api.refresh(sessionStorage.getItem(REFRESH_TOKEN) ?? '');
    // Signed out while this was under way: the new token goes back rather than into storage.
    if (this.#over) return api.logout(grant.refresh_token);
    this.#accessToken = grant.access_token;
    sessionStorage.setItem(REFRESH_TOKEN, grant.refresh_token);
  }
}

function refused(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.status === 401;
}
