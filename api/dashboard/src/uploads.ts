import type { Import } from './contract';
import { asProblem, type Problem } from './problem';
import type { Session } from './session';

/** The most that one request carries. */
const PIECE_BYTES = 4 << 20;
/** Pauses before trying again, in milliseconds; after the last one the person is asked. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000];

export const importPath = (id: string) => `/v1/imports/${encodeURIComponent(id)}`;

/** An upload that this tab carries on. */
export interface Upload {
  file: File;
  /** Bytes that the server has confirmed. */
  received: number;
  /** Whether the connection broke off and the next try is awaited. */
  interrupted: boolean;
  /** Why it stands still. */
  problem: Problem | null;
}

/** Files on their way to the server. They go on while other pages are looked at. */
export class Uploads {
  readonly #session: Session;
  readonly #under = new Map<string, Upload>();
  readonly #listeners = new Set<() => void>();
  #stopped = false;
  /** Ends the pause before the next try. */
  #wake: (() => void) | null = null;

  constructor(session: Session) {
    this.#session = session;
    window.addEventListener('online', this.#online);
  }

  /** Tells `listener` of every step; gives the way to be told no more. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  of(id: string): Upload | undefined {
    return this.#under.get(id);
  }

  /** Whether anything is on its way. */
  get sending(): boolean {
    return [...this.#under.values()].some((upload) => upload.problem === null);
  }

  /** Sends a file from where the server has it, until it is whole. */
  async send(view: Import, file: File): Promise<void> {
    this.#put(view.id, { file, received: view.received, interrupted: false, problem: null });
    let tries = 0;
    for (let offset = view.received; offset < view.size && !this.#stopped; ) {
      try {
        const next = await this.#piece(view.id, offset, file);
        // Cancelled meanwhile.
        if (!this.#under.has(view.id)) return;
        if (next.state !== 'uploading') break;
        offset = next.received;
        tries = 0;
        this.#put(view.id, { file, received: offset, interrupted: false, problem: null });
      } catch (thrown) {
        if (!this.#under.has(view.id)) return;
        const problem = asProblem(thrown);
        const pause = problem.uncertain || problem.status === 429 ? PAUSES[tries] : undefined;
        if (pause === undefined) {
          this.#put(view.id, { file, received: offset, interrupted: false, problem });
          return;
        }
        tries += 1;
        this.#put(view.id, { file, received: offset, interrupted: true, problem: null });
        await this.#pause(pause);
      }
    }
    this.forget(view.id);
  }

  forget(id: string): void {
    this.#under.delete(id);
    this.#tell();
  }

  /** Ends it all: the person has signed out. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    window.removeEventListener('online', this.#online);
  }

  /** One piece; where the server stands elsewhere, its word counts. */
  async #piece(id: string, offset: number, file: File): Promise<Import> {
    try {
      return await this.#session.upload<Import>(importPath(id), offset, file.slice(offset, offset + PIECE_BYTES));
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== 'offset_mismatch' && !problem.uncertain) throw thrown;
      // It may have arrived although no answer did.
      const view = await this.#session.get<Import>(importPath(id));
      if (view.received <= offset && problem.uncertain) throw thrown;
      return view;
    }
  }

  #put(id: string, upload: Upload): void {
    this.#under.set(id, upload);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #online = () => this.#wake?.();
}
