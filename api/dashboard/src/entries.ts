import { address } from './address';
import type { Edit, Entry, EntryPage, Kind, LocalDate, NewEntry } from './contract';
import type { Session } from './session';

const PATHS: Record<Kind, string> = {
  mood: '/v1/moods',
  sleep: '/v1/sleep',
  journal: '/v1/journals',
  exercise: '/v1/exercises',
  gratitude: '/v1/gratitude',
  context: '/v1/context',
  assessment: '/v1/assessments',
};

interface Query {
  limit?: number;
  cursor?: string | null;
  from?: LocalDate;
  to?: LocalDate;
}

export const listPath = (kind: Kind, query: Query = {}) => address(PATHS[kind], { ...query });
export const entryPath = (kind: Kind, id: string) => `${PATHS[kind]}/${encodeURIComponent(id)}`;

/** What was read in an entry; the server waits so many seconds for it. */
export const textPath = (id: string, wait: number) => address(`/v1/events/${encodeURIComponent(id)}/text`, { wait });
/** What was read in the entries of a day. */
export const textsPath = (date: LocalDate, limit: number) => address('/v1/text', { from: date, to: date, limit });

export function list<K extends Kind>(session: Session, kind: K, query: Query): Promise<EntryPage<K>> {
  return session.get(listPath(kind, query));
}

export function record<K extends Kind>(session: Session, kind: K, entry: NewEntry<K>): Promise<Entry<K>> {
  return session.post(PATHS[kind], entry);
}

export function replace<K extends Kind>(session: Session, entry: Entry<K>, edit: Edit<K>): Promise<Entry<K>> {
  return session.put(entryPath(entry.kind, entry.id), edit);
}

/** Deletes an entry for good; the same mutation may be sent again. */
export function erase(session: Session, entry: Entry, mutationId: string): Promise<void> {
  const version = { mutation_id: mutationId, expected_version: entry.version };
  return session.delete(address(entryPath(entry.kind, entry.id), version));
}
