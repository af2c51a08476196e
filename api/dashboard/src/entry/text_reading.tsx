import { useEffect, useState } from 'preact/hooks';
import { absent } from '../answer';
import { Care } from '../control/care';
import { Failed } from '../control/waiting';
import type { Entry, LocalDate, TextReading, TextReadingPage } from '../contract';
import { textPath, textsPath } from '../entries';
import { percent } from '../figure';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';

/** Seconds that the server may wait before it answers that a text is not read yet. */
const WAIT = 5;
/** Times that are waited for it; after that it is a matter of minutes rather than seconds. */
const TRIES = 12;

interface Props {
  session: Session;
  entry: Entry;
}

/** What the server's model read in an entry, as soon as it has. */
export function TextReadingPanel({ session, entry }: Props) {
  const [found, setFound] = useState<TextReading | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [over, setOver] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let left = false;
    setFound(null);
    setOver(false);
    setProblem(null);
    const look = async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const answer = await session.get<TextReading>(textPath(entry.id, WAIT));
        if (left) return;
        setFound(answer);
        if (answer.status !== 'pending') return;
      }
      setOver(true);
    };
    look().catch((thrown) => !left && setProblem(asProblem(thrown)));
    return () => {
      left = true;
    };
  }, [session, entry.id, entry.version, turn]);
  if (absent(problem) || problem?.status === 410) return null;
  if (problem !== null) return <Failed problem={problem} onRetry={() => setTurn(turn + 1)} />;
  if (found?.status === 'no_text') return null;
  const words = text.reading;
  return (
    <section class="narrow text-reading" aria-labelledby="text-reading" data-testid="text-reading">
      {found?.reading?.support !== undefined && <Care written screener={found.reading.follow_up === 'required'} />}
      <h2 id="text-reading">{words.title}</h2>
      <div role="status">
        <Said found={found} over={over} />
      </div>
    </section>
  );
}

function Said({ found, over }: { found: TextReading | null; over: boolean }) {
  const words = text.reading;
  if (found === null || found.status === 'pending') return <p class="hint">{over ? words.later : words.pending}</p>;
  const { reading, model, code = '' } = found;
  if (reading === undefined) {
    return (
      <p class="hint">
        <strong>{words.notAvailable}</strong> {words.reasons[code] ?? words.noModel}
      </p>
    );
  }
  return (
    <>
      <p>
        <strong>{words.tone[reading.sentiment]}</strong>
      </p>
      {reading.emotions.length === 0 ? <p class="hint">{words.none}</p> : <Emotions emotions={reading.emotions} />}
      {model !== undefined && <p class="fine">{words.by(model.name, model.version)}</p>}
    </>
  );
}

function Emotions({ emotions }: { emotions: { label: string; probability: number }[] }) {
  return (
    <ul class="emotions" aria-label={text.reading.emotions}>
      {emotions.map(({ label, probability }) => (
        <li key={label}>
          {text.reading.labels[label] ?? label} <span class="likely">{percent(probability)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Entries of a day in which something is looked for, at most. */
const MOST = 100;
/** Milliseconds between looks at a day that is not read yet, and how often it is looked at. */
const PAUSE_MS = 2_000;
const LOOKS = 5;

/** Words of support, if something that was written on the day asks for them. */
export function DayCare({ session, date, turn }: { session: Session; date: LocalDate; turn: number }) {
  const [items, setItems] = useState<TextReading[]>([]);
  useEffect(() => {
    let left = false;
    const look = async () => {
      for (let looks = 0; looks < LOOKS && !left; looks += 1) {
        const page = await session.get<TextReadingPage>(textsPath(date, MOST));
        if (left) return;
        setItems(page.items);
        if (!page.items.some(({ status }) => status === 'pending')) return;
        await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
    };
    // The entries themselves tell of a server that is away; this only adds to them.
    look().catch(() => {});
    return () => {
      left = true;
    };
  }, [session, date, turn]);
  const readings = items.flatMap(({ reading }) => (reading === undefined ? [] : [reading]));
  if (!readings.some(({ support }) => support !== undefined)) return null;
  return <Care written screener={readings.some(({ follow_up }) => follow_up === 'required')} />;
}
