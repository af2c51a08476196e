import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed, Waiting } from '../control/waiting';
import { type Day, type Entry, type Kind, KINDS, type LocalDate } from '../contract';
import { list } from '../entries';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';
import { EntryCard } from './entry_card';
import { DayCare } from './text_reading';

const MOST = 100;
/** What is asked for while the server does not say which kinds a day has. */
const USUAL: Kind[] = ['mood', 'sleep', 'journal', 'assessment'];

/** The kinds that a day has entries of. */
export function kindsOf(day: Day | undefined): Kind[] {
  if (day === undefined) return KINDS;
  const { kinds } = day;
  return kinds == null ? USUAL : KINDS.filter((kind) => kinds.includes(kind));
}

interface Props {
  session: Session;
  date: LocalDate;
  kinds: Kind[];
  empty: string;
  /** Another number reads the entries anew. */
  turn: number;
  onChanged: () => void;
}

/** Everything that was recorded on a day, in the order of the day. */
export function DayEntries({ session, date, kinds, empty, turn, onChanged }: Props) {
  const [entries, setEntries] = useState<Entry[] | null>(null);
  const [truncated, setTruncated] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [again, setAgain] = useState(0);
  const newest = useRef(0);
  const wanted = kinds.join(' ');

  useEffect(() => {
    const current = ++newest.current;
    read(session, date, kinds).then(
      (found) => {
        if (current !== newest.current) return;
        setEntries(found.entries);
        setTruncated(found.truncated);
        setProblem(null);
      },
      (thrown) => current === newest.current && setProblem(asProblem(thrown)),
    );
  }, [session, date, wanted, turn, again]);

  if (problem !== null) return <Failed problem={problem} onRetry={() => setAgain(again + 1)} />;
  if (entries === null) return <Waiting lines={2} />;
  if (entries.length === 0) return <p class="hint">{empty}</p>;
  return (
    <>
      <DayCare session={session} date={date} turn={turn} />
      <ol class="entries">
        {entries.map((entry) => (
          <EntryCard key={entry.id} session={session} entry={entry} onChanged={onChanged} />
        ))}
      </ol>
      {truncated && <p class="fine">{text.calendar.day.truncated(MOST)}</p>}
    </>
  );
}

async function read(session: Session, date: LocalDate, kinds: Kind[]): Promise<{ entries: Entry[]; truncated: boolean }> {
  const pages = await Promise.all(kinds.map((kind) => list(session, kind, { from: date, to: date, limit: MOST }).catch(without)));
  const entries = pages.flatMap((page) => page.items as Entry[]);
  return {
    entries: entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    truncated: pages.some((page) => page.next_cursor !== null),
  };
}

/** A server that does not have a kind at all has no entries of it. */
function without(thrown: unknown) {
  if (asProblem(thrown).status !== 404) throw thrown;
  return { items: [], next_cursor: null };
}
