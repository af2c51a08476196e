import { useEffect, useRef, useState } from 'preact/hooks';
import { spokenDate } from '../calendar';
import { Icon } from '../control/icon';
import { INSTRUMENTS, type Kind, KINDS, type Usage } from '../contract';
import { type Draft, JournalForm } from '../entry/journal_form';
import { ContextForm, ExerciseForm, GratitudeForm, MoodForm, SleepForm } from '../entry/kind_forms';
import { text } from '../messages';
import { to } from '../route';
import type { Session } from '../session';

interface Props {
  session: Session;
  draft: Draft;
  usage: Usage | null;
  first: Kind;
  onSaved: () => void;
}

/** Quick entry: one tab for each kind. What was begun in one stays while another is open. */
export function Record({ session, draft, usage, first, onSaved }: Props) {
  const [open, setOpen] = useState<Kind>(first);
  const [visited, setVisited] = useState<Kind[]>([first]);
  const tabs = useRef<HTMLDivElement>(null);

  const show = (kind: Kind) => {
    setOpen(kind);
    if (!visited.includes(kind)) setVisited([...visited, kind]);
  };
  useEffect(() => show(first), [first]);
  const step = (event: KeyboardEvent) => {
    const next = stepped(event.key, KINDS.indexOf(open));
    const kind = next === null ? undefined : KINDS[next];
    if (kind === undefined) return;
    event.preventDefault();
    show(kind);
    tabs.current?.querySelector<HTMLElement>(`#tab-${kind}`)?.focus();
  };

  return (
    <section class="card record" aria-labelledby="record-title">
      <h2 id="record-title">{text.today.record.title}</h2>
      <div ref={tabs} class="tabs" role="tablist" aria-label={text.today.record.kinds} onKeyDown={step}>
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            role="tab"
            id={`tab-${kind}`}
            aria-selected={kind === open}
            aria-controls={`panel-${kind}`}
            tabIndex={kind === open ? 0 : -1}
            onClick={() => show(kind)}
          >
            <Icon name={kind} size={20} />
            <span>{text.kinds.names[kind]}</span>
          </button>
        ))}
      </div>
      {KINDS.map((kind) => (
        <div key={kind} role="tabpanel" id={`panel-${kind}`} aria-labelledby={`tab-${kind}`} hidden={kind !== open}>
          {visited.includes(kind) && (
            <>
              <LastUsed usage={usage} kind={kind} />
              <FormOf kind={kind} session={session} draft={draft} onSaved={onSaved} />
            </>
          )}
        </div>
      ))}
    </section>
  );
}

function stepped(key: string, from: number): number | null {
  const count = KINDS.length;
  const target: { [name: string]: number } = {
    ArrowLeft: (from + count - 1) % count,
    ArrowRight: (from + 1) % count,
    Home: 0,
    End: count - 1,
  };
  return target[key] ?? null;
}

function LastUsed({ usage, kind }: { usage: Usage | null; kind: Kind }) {
  const used = usage?.kinds.find((each) => each.kind === kind);
  if (usage === null || used === undefined) return null;
  const day = used.last_date === null ? null : spokenDate(used.last_date, usage.today).toLowerCase();
  return (
    <p class="fine last-used" data-testid={`last-${kind}`}>
      {text.kinds.names[kind]}: {day === null ? text.today.record.never : text.today.record.last(day)}
    </p>
  );
}

function FormOf({ kind, session, draft, onSaved }: { kind: Kind; session: Session; draft: Draft; onSaved: () => void }) {
  const form = { session, onSaved, labelledBy: `tab-${kind}` };
  switch (kind) {
    case 'mood':
      return <MoodForm {...form} />;
    case 'sleep':
      return <SleepForm {...form} />;
    case 'journal':
      return <JournalForm {...form} draft={draft} rows={6} />;
    case 'exercise':
      return <ExerciseForm {...form} />;
    case 'gratitude':
      return <GratitudeForm {...form} />;
    case 'context':
      return <ContextForm {...form} />;
    case 'assessment':
      return (
        <div class="choices">
          <p class="hint">{text.kinds.assessment.choose}</p>
          <ul>
            {INSTRUMENTS.map((instrument) => (
              <li key={instrument}>
                <a href={to('assessments', instrument)}>
                  <strong>{text.instruments[instrument].name}</strong>
                  <span>{text.assessments.descriptions[instrument]}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      );
  }
}
