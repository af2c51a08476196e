import { Field } from '../control/field';
import type { Entry, JournalData } from '../contract';
import { text } from '../messages';
import type { Session } from '../session';
import { EntryForm, filled, present } from './entry_form';

/** What is being written, kept in memory alone: it outlives a walk to another page, and nothing else. */
export interface Draft {
  title: string;
  text: string;
}

interface Props {
  session: Session;
  entry?: Entry<'journal'> | undefined;
  /** Where the words are kept while they are written. */
  draft: Draft;
  /** Lines that the editor shows at first. */
  rows: number;
  onSaved: (entry: Entry<'journal'> | null) => void;
  onCancel?: () => void;
  labelledBy: string;
}

export function JournalForm({ session, entry, draft, rows, onSaved, onCancel, labelledBy }: Props) {
  const words = text.journal;
  const read = (fields: FormData): JournalData =>
    present<JournalData>({ title: filled(fields, 'title'), text: String(fields.get('text') ?? '') });
  return (
    <EntryForm<'journal'>
      session={session}
      kind="journal"
      entry={entry}
      read={read}
      fields={['data.title', 'data.text']}
      said={() => words.saved}
      onSaved={(saved) => {
        if (saved !== null) Object.assign(draft, { title: '', text: '' });
        onSaved(saved);
      }}
      onCancel={onCancel}
      labelledBy={labelledBy}
    >
      <Field label={words.titleField} optional path="data.title">
        {(control) => (
          <input
            {...control}
            class="writing-title"
            type="text"
            name="title"
            defaultValue={draft.title}
            onInput={(event) => {
              draft.title = event.currentTarget.value;
            }}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label={words.textField} path="data.text">
        {(control) => (
          <textarea
            {...control}
            class="writing"
            name="text"
            rows={rows}
            required
            defaultValue={draft.text}
            placeholder={words.placeholder}
            onInput={(event) => {
              draft.text = event.currentTarget.value;
            }}
          />
        )}
      </Field>
    </EntryForm>
  );
}

/** Whether there are words that a reload would lose. */
export const unsaved = (draft: Draft) => draft.title.trim() !== '' || draft.text.trim() !== '';
