import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem';
import type { Session } from './session';

/** What was out of sight for longer is read anew when it comes back. */
const STALE_MS = 5 * 60_000;

export interface Answer<T> {
  /** The newest answer, which may still be that of the path before. */
  value: T | null;
  problem: Problem | null;
  busy: boolean;
  reload: () => void;
}

/** What the server says at `path`, read anew whenever the path changes; nothing while the path is null. */
export function useAnswer<T>(session: Session, path: string | null): Answer<T> {
  const seen = path === null ? undefined : (session.seen.get(path) as T | undefined);
  const [value, setValue] = useState<T | null>(seen ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(path !== null);
  /** The newest read; answers to older ones are dropped. */
  const newest = useRef(0);
  const readAt = useRef(0);

  const reload = useCallback(async () => {
    const turn = ++newest.current;
    if (path === null) return;
    setBusy(true);
    const known = session.seen.get(path) as T | undefined;
    if (known !== undefined) setValue(known);
    try {
      const answer = await session.get<T>(path);
      session.seen.set(path, answer);
      if (turn !== newest.current) return;
      setValue(answer);
      setProblem(null);
      readAt.current = Date.now();
    } catch (thrown) {
      if (turn === newest.current) setProblem(asProblem(thrown));
    } finally {
      if (turn === newest.current) setBusy(false);
    }
  }, [session, path]);

  useEffect(() => {
    void reload();
    return () => {
      newest.current += 1;
    };
  }, [reload]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible' && Date.now() - readAt.current > STALE_MS) void reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);

  return { value, problem, busy, reload: () => void reload() };
}

/** Whether this server has nothing at the path at all, so that the page leaves the part out. */
export const absent = (problem: Problem | null) => problem !== null && (problem.status === 404 || problem.status === 405);
