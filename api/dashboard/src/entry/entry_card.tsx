import { useRef, useState } from 'preact/hooks';
import { clockTime } from '../calendar';
import { Confirm } from '../control/confirm';
import { Icon } from '../control/icon';
import type { Entry } from '../contract';
import { erase } from '../entries';
import { newEventId } from '../event_id';
import { figure } from '../figure';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import { to } from '../route';
import type { Session } from '../session';
import { ContextForm, ExerciseForm, GratitudeForm, MoodForm, SleepForm } from './kind_forms';

interface Props {
  session: Session;
  entry: Entry;
  onChanged: () => void;
}

/** One entry in a list: what it says, and the ways to change it. */
export function EntryCard({ session, entry, onChanged }: Props) {
  /** The entry as it was when editing began: what is read anew meanwhile must not pass for what was edited. */
  const [edited, setEdited] = useState<Entry | null>(null);
  const [deleting, setDeleting] = useState(false);
  const time = clockTime(entry.at, entry.zone);
  const name = text.kinds.names[entry.kind];
  const words = text.kinds.entry;
  return (
    <li class="entry" data-testid={`${entry.kind}-entry`} data-id={entry.id}>
      <Mark entry={entry} />
      <div class="told">
        <p class="when">
          <strong>{name}</strong> <time dateTime={entry.at}>{time}</time>
          {entry.source === 'import' && <span> · {words.imported}</span>}
        </p>
        {edited !== null ? (
          <Editing
            session={session}
            entry={edited}
            onDone={(changed) => {
              setEdited(null);
              if (changed) onChanged();
            }}
          />
        ) : (
          <Content entry={entry} />
        )}
      </div>
      {edited === null && (
        <p class="ways">
          <Edit entry={entry} time={time} onEdit={() => setEdited(entry)} />
          <button type="button" class="link" aria-label={words.deleteOf(name, time)} onClick={() => setDeleting(true)}>
            {words.delete}
          </button>
        </p>
      )}
      {deleting && (
        <Deleting
          session={session}
          entry={entry}
          title={words.deleteTitle}
          body={words.deleteBody}
          onDeleted={onChanged}
          onCancel={() => setDeleting(false)}
        />
      )}
    </li>
  );
}

function Mark({ entry }: { entry: Entry }) {
  if (entry.kind !== 'mood') {
    return (
      <span class="mark">
        <Icon name={entry.kind} size={20} />
      </span>
    );
  }
  const { score } = (entry as Entry<'mood'>).data;
  return (
    <span class="mark score" data-mood={Math.round(score)}>
      <span aria-hidden="true">{figure(score)}</span>
      <span class="visually-hidden">{text.kinds.mood.reads(figure(score))}</span>
    </span>
  );
}

function Edit({ entry, time, onEdit }: { entry: Entry; time: string; onEdit: () => void }) {
  const label = text.kinds.entry.editOf(text.kinds.names[entry.kind], time);
  if (entry.kind === 'assessment') return null;
  if (entry.kind === 'journal') {
    return (
      <a href={to('journal', entry.id)} aria-label={`${text.journal.read}: ${time}`}>
        {text.journal.read}
      </a>
    );
  }
  return (
    <button type="button" class="link" aria-label={label} onClick={onEdit}>
      {text.kinds.entry.edit}
    </button>
  );
}

function Content({ entry }: { entry: Entry }) {
  const { line, names, note } = told(entry);
  return (
    <>
      {line !== '' && <p>{line}</p>}
      {names.length > 0 && (
        <p class="words">
          {names.map((name) => (
            <span key={name}>{name}</span>
          ))}
        </p>
      )}
      {note !== undefined && <p class="note">{note}</p>}
    </>
  );
}

interface Told {
  line: string;
  names: string[];
  note?: string | undefined;
}

/** What an entry says, in a line, some names and a note. */
function told(entry: Entry): Told {
  const words = text.kinds;
  switch (entry.kind) {
    case 'mood': {
      const { energy, emotions = [], activities = [], place, note } = (entry as Entry<'mood'>).data;
      const line = [energy !== undefined && words.mood.energyReads(figure(energy)), place].filter(Boolean).join(' · ');
      return { line, names: [...emotions, ...activities], note };
    }
    case 'sleep': {
      const { start, end, quality, note } = (entry as Entry<'sleep'>).data;
      const span = words.sleep.reads(clockTime(start, entry.zone), clockTime(end, entry.zone));
      return { line: quality === undefined ? span : `${span} · ${words.sleep.qualityReads(figure(quality))}`, names: [], note };
    }
    case 'journal': {
      const { title, text: body } = (entry as Entry<'journal'>).data;
      return { line: title ?? '', names: [], note: snippet(body) };
    }
    case 'exercise': {
      const { exercise, minutes, name, mood_before, mood_after, note } = (entry as Entry<'exercise'>).data;
      const parts = [name ?? words.exercise.names[exercise], words.exercise.reads(figure(minutes))];
      if (mood_before !== undefined && mood_after !== undefined) {
        parts.push(words.exercise.moods(figure(mood_before), figure(mood_after)));
      }
      return { line: parts.join(' · '), names: [], note };
    }
    case 'gratitude':
      return { line: '', names: [], note: (entry as Entry<'gratitude'>).data.items.join('\n') };
    case 'context': {
      const { metric, value } = (entry as Entry<'context'>).data;
      return { line: `${words.context.names[metric] ?? metric}: ${figure(value)}`, names: [] };
    }
    case 'assessment': {
      const { instrument } = (entry as Entry<'assessment'>).data;
      const parts = [text.instruments[instrument].name];
      if (entry.score?.total != null) parts.push(words.assessment.total(figure(entry.score.total)));
      if (entry.score?.band != null) parts.push(entry.score.band);
      return { line: parts.join(' · '), names: [] };
    }
  }
}

const SNIPPET = 220;

/** The beginning of a text, cut between words. */
export function snippet(body: string): string {
  const flat = body.trim();
  if (flat.length <= SNIPPET) return flat;
  const cut = flat.slice(0, SNIPPET);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SNIPPET / 2))}…`;
}

function Editing({ session, entry, onDone }: { session: Session; entry: Entry; onDone: (changed: boolean) => void }) {
  const id = `editing-${entry.id}`;
  const form = { session, onSaved: () => onDone(true), onCancel: () => onDone(false), labelledBy: id };
  const part = () => {
    switch (entry.kind) {
      case 'mood':
        return <MoodForm {...form} entry={entry as Entry<'mood'>} />;
      case 'sleep':
        return <SleepForm {...form} entry={entry as Entry<'sleep'>} />;
      case 'exercise':
        return <ExerciseForm {...form} entry={entry as Entry<'exercise'>} />;
      case 'gratitude':
        return <GratitudeForm {...form} entry={entry as Entry<'gratitude'>} />;
      case 'context':
        return <ContextForm {...form} entry={entry as Entry<'context'>} />;
      default:
        return null;
    }
  };
  return (
    <div class="editing">
      <h3 id={id}>{text.kinds.entry.editTitle(text.kinds.names[entry.kind])}</h3>
      {part()}
    </div>
  );
}

interface DeletingProps {
  session: Session;
  entry: Entry;
  title: string;
  body: string;
  onDeleted: () => void;
  onCancel: () => void;
}

/** Asks, then deletes; a try whose answer is lost is made again under the same mutation. */
export function Deleting({ session, entry, title, body, onDeleted, onCancel }: DeletingProps) {
  const mutation = useRef(newEventId(new Date()));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const confirm = async () => {
    setBusy(true);
    try {
      await erase(session, entry, mutation.current);
      onDeleted();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Confirm
      title={title}
      body={body}
      action={text.kinds.entry.delete}
      busy={busy}
      problem={problem}
      onConfirm={() => void confirm()}
      onCancel={onCancel}
    />
  );
}
