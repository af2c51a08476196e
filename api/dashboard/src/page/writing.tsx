import { useEffect, useRef } from 'preact/hooks';
import { absent, useAnswer } from '../answer';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import type { Entry } from '../contract';
import { entryPath } from '../entries';
import { type Draft, JournalForm } from '../entry/journal_form';
import { text } from '../messages';
import { go, to } from '../route';
import type { Inside } from './frame';
import { NowherePage } from './nowhere';
import { Page } from './page';

/** Writing a new page of the journal, or editing one. */
export function WritingPage(props: Inside & { id: string | null }) {
  return props.id === null ? <NewPage {...props} /> : <EditPage {...props} id={props.id} />;
}

const ROWS = 16;

function NewPage({ session, draft }: Inside) {
  const words = text.journal;
  return (
    <Page title={words.new} above={<Back />}>
      <section class="narrow sheet card" aria-label={words.new}>
        <JournalForm
          session={session}
          draft={draft}
          rows={ROWS}
          labelledBy="writing-hint"
          onSaved={(entry) => entry !== null && go('journal', entry.id)}
        />
        <p id="writing-hint" class="fine">
          {words.memory} {words.sealed}
        </p>
      </section>
    </Page>
  );
}

function EditPage({ session, id }: Inside & { id: string }) {
  const { value, problem, busy, reload } = useAnswer<Entry<'journal'>>(session, entryPath('journal', id));
  /** The page as it was when editing began: what is read anew meanwhile must not pass for what was edited. */
  const begun = useRef<Entry<'journal'> | null>(null);
  const draft = useRef<Draft>({ title: '', text: '' });
  const words = text.journal;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (begun.current !== null && draft.current.text !== begun.current.data.text) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
  if (begun.current === null && value !== null && !busy && problem === null) {
    begun.current = value;
    draft.current = { title: value.data.title ?? '', text: value.data.text };
  }
  const entry = begun.current;
  if (entry === null) {
    if (absent(problem) || problem?.status === 410 || problem?.status === 422) return <NowherePage />;
    return problem === null ? <Waiting lines={8} /> : <Failed problem={problem} onRetry={reload} />;
  }
  return (
    <Page title={words.edit} above={<Back />}>
      <section class="narrow sheet card" aria-label={words.edit}>
        <JournalForm
          session={session}
          entry={entry}
          draft={draft.current}
          rows={ROWS}
          labelledBy="writing-hint"
          onSaved={(saved) => {
            begun.current = null;
            if (saved !== null) session.seen.set(entryPath('journal', id), saved);
            go('journal', id);
          }}
          onCancel={() => go('journal', id)}
        />
        <p id="writing-hint" class="fine">
          {words.memory}
        </p>
      </section>
    </Page>
  );
}

function Back() {
  return (
    <a class="back" href={to('journal')}>
      <Icon name="left" size={18} /> {text.journal.back}
    </a>
  );
}
