import { useRef, useState } from 'preact/hooks';
import { deviceZone, timestamp } from '../calendar';
import type { DataOf, Entry, Kind, NewEntry } from '../contract';
import { record, replace } from '../entries';
import { newEventId } from '../event_id';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';

export interface Recording<K extends Kind> {
  busy: boolean;
  problem: Problem | null;
  /** What to say beside the problem. */
  hint: string | undefined;
  /** A word of success; empty while there is none. */
  saved: string;
  /** Forgets the word of success: the form is being filled in anew. */
  touch: () => void;
  /** Sends it; `at` is local time in the zone of the entry, or nothing for now. Tells whether the form is done with. */
  submit: (data: DataOf[K], at: string | null) => Promise<boolean>;
}

interface Options<K extends Kind> {
  session: Session;
  kind: K;
  /** The entry that is put in another's place; a new one is made without. */
  entry?: Entry<K> | undefined;
  said: (data: DataOf[K], entry: Entry<K>) => string;
  onSaved: (entry: Entry<K> | null) => void;
}

/** Records an entry, or puts another in its place, so that no try is ever counted twice. */
export function useRecording<K extends Kind>({ session, kind, entry, said, onSaved }: Options<K>): Recording<K> {
  /**
   * What was sent without a word of success. It may have been recorded all the same, so the next try goes
   * out under the same id and time: the server then counts it once.
   */
  const unconfirmed = useRef<Pick<NewEntry<K>, 'id' | 'at' | 'zone'> | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState('');

  const send = (data: DataOf[K], at: string | null): Promise<Entry<K>> => {
    const now = new Date();
    unconfirmed.current ??= { id: newEventId(now), at: timestamp(now), zone: entry?.zone ?? deviceZone() };
    const { id, zone } = unconfirmed.current;
    // A sleep happens when it ends, which is in its data.
    const time = kind === 'sleep' ? {} : { at: at ?? entry?.at ?? unconfirmed.current.at ?? timestamp(now) };
    if (entry === undefined) return record(session, kind, { id, zone, ...time, data });
    return replace(session, entry, { mutation_id: id, expected_version: entry.version, zone, ...time, data });
  };

  const submit = async (data: DataOf[K], at: string | null): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    setSaved('');
    try {
      const made = await send(data, at);
      unconfirmed.current = null;
      setSaved(said(data, made));
      onSaved(made);
      return true;
    } catch (thrown) {
      const failure = asProblem(thrown);
      if (failure.code === 'conflict') {
        // The id is taken: the first try was recorded, and this one differs from it. The form keeps its words.
        unconfirmed.current = null;
        setSaved(text.recording.alreadyThere);
        onSaved(null);
      } else {
        if (!failure.uncertain) unconfirmed.current = null;
        setProblem(failure);
      }
      return false;
    } finally {
      setBusy(false);
    }
  };

  return { busy, problem, hint: hintFor(problem), saved, touch: () => setSaved(''), submit };
}

function hintFor(problem: Problem | null): string | undefined {
  if (problem === null) return undefined;
  if (problem.uncertain) return text.recording.unsure;
  return problem.code === 'version_mismatch' ? text.recording.changedElsewhere : undefined;
}
