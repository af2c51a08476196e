import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Dashboard, MoodEntry } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';
import { Brand } from './brand';
import { CheckIn } from './check_in';
import { Course, RANGES } from './course';
import { Entries } from './entries';
import { Glance } from './glance';
import { Insights } from './insights';
import { Notice } from './notice';

const ENTRIES_PER_PAGE = 6;
/** A page that was out of sight for longer is read anew when it comes back. */
const STALE_MS = 5 * 60_000;

interface Props {
  session: Session;
  onLeave: () => void;
}

interface Shown {
  dashboard: Dashboard;
  range: number;
}

export function DashboardPage({ session, onLeave }: Props) {
  const [range, setRange] = useState<number>(RANGES[1]);
  const [shown, setShown] = useState<Shown | null>(null);
  const [entries, setEntries] = useState<MoodEntry[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(true);
  const title = useRef<HTMLHeadingElement>(null);
  /** The newest load; answers to older ones are dropped. */
  const newest = useRef(0);
  const loadedAt = useRef(0);

  const load = useCallback(async () => {
    const turn = ++newest.current;
    setBusy(true);
    try {
      const [dashboard, page] = await Promise.all([
        session.dashboard(range),
        session.moods(ENTRIES_PER_PAGE, null),
      ]);
      if (turn !== newest.current) return;
      setShown({ dashboard, range });
      setEntries(page.items);
      setCursor(page.next_cursor);
      setProblem(null);
      loadedAt.current = Date.now();
    } catch (thrown) {
      if (turn === newest.current) setProblem(asProblem(thrown));
    } finally {
      if (turn === newest.current) setBusy(false);
    }
  }, [session, range]);

  const loadEarlier = async () => {
    const turn = newest.current;
    try {
      const page = await session.moods(ENTRIES_PER_PAGE, cursor);
      if (turn !== newest.current) return;
      setEntries([...entries, ...page.items]);
      setCursor(page.next_cursor);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };

  useEffect(() => void load(), [load]);
  useEffect(() => {
    document.title = text.brand;
    title.current?.focus();
  }, []);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible' && Date.now() - loadedAt.current > STALE_MS) void load();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [load]);

  const synthetic = session.person.synthetic || shown?.dashboard.synthetic === true;
  return (
    <div class="page">
      <header class="bar">
        <h1 ref={title} tabIndex={-1}>
          <Brand />
        </h1>
        <p class="account">
          <span class="visually-hidden">{text.door.account(session.person.email)}</span>
          <span aria-hidden="true">{session.person.email}</span>
        </p>
        <button type="button" class="quiet" onClick={onLeave}>
          {text.door.signOut}
        </button>
      </header>
      {synthetic && (
        <p class="banner" role="note" data-testid="synthetic-banner">
          <strong>{text.simulated.title}.</strong> {text.simulated.body}
        </p>
      )}
      <main class="rooms">
        <CheckIn session={session} onSaved={load} />
        <div class="middle" aria-busy={busy}>
          {problem !== null && (
            <div class="card">
              <Notice problem={problem} />
              <button type="button" class="quiet" onClick={load}>
                {text.tryAgain}
              </button>
            </div>
          )}
          {shown === null && busy && (
            <p class="wait" role="status">
              {text.wait}
            </p>
          )}
          {shown !== null && (
            <>
              <Glance dashboard={shown.dashboard} />
              <Course
                dashboard={shown.dashboard}
                shownRange={shown.range}
                range={range}
                onRange={setRange}
                hasEntries={entries.length > 0}
              />
              <Insights insights={shown.dashboard.insights} />
            </>
          )}
        </div>
        {shown !== null && (
          <Entries
            entries={entries}
            today={shown.dashboard.today}
            onEarlier={cursor === null ? null : loadEarlier}
          />
        )}
      </main>
      <footer class="fine">{text.footer}</footer>
    </div>
  );
}
