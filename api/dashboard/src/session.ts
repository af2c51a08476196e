import * as api from './api';
import type { Dashboard, Grant, MoodEntry, MoodPage, NewMood, Person } from './contract';
import { Problem } from './problem';

const REFRESH_TOKEN = 'eunoia.refresh_token';

/**
 * One person, signed in. The access token lives in memory alone; the refresh token in the tab's session
 * storage, so that a reload stays signed in and a closed tab does not.
 */
export class Session {
  readonly person: Person;
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

  dashboard(days: number): Promise<Dashboard> {
    return this.#call(`/v1/dashboard?${new URLSearchParams({ days: String(days) })}`);
  }

  moods(limit: number, cursor: string | null): Promise<MoodPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== null) query.set('cursor', cursor);
    return this.#call(`/v1/moods?${query}`);
  }

  recordMood(mood: NewMood): Promise<MoodEntry> {
    return this.#call('/v1/moods', { method: 'POST', body: mood });
  }

  /** Ends the session here at once, and on the server if it can be reached. */
  async signOut(): Promise<void> {
    const token = this.#forget();
    if (token !== null) await api.logout(token).catch(() => {});
  }

  async #call<T>(path: string, call: api.Call = {}): Promise<T> {
    const token = this.#accessToken;
    try {
      return await api.send<T>(path, { ...call, token });
    } catch (thrown) {
      if (!refused(thrown)) throw thrown;
    }
    try {
      // Another request may have fetched a new token while this one was under way.
      if (token === this.#accessToken) await this.#refresh();
      return await api.send<T>(path, { ...call, token: this.#accessToken });
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
