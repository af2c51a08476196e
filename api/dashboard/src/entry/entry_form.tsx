import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { When } from '../control/when';
import type { DataOf, Entry, Kind } from '../contract';
import { text } from '../messages';
import type { Session } from '../session';
import { useRecording } from './recording';

interface Props<K extends Kind> {
  session: Session;
  kind: K;
  /** The entry that is edited. */
  entry?: Entry<K> | undefined;
  /** Makes an entry of what the form holds. */
  read: (fields: FormData) => DataOf[K];
  /** Fields that show their own reasons, as the server names them. */
  fields: string[];
  said: (data: DataOf[K], entry: Entry<K>) => string;
  onSaved: (entry: Entry<K> | null) => void;
  onCancel?: (() => void) | undefined;
  labelledBy: string;
  children: ComponentChildren;
}

/** The form around the fields of one kind: when it happened, saving, and what came of it. */
export function EntryForm<K extends Kind>(props: Props<K>) {
  const { session, kind, entry, read, fields, said, onSaved, onCancel, labelledBy, children } = props;
  const form = useRef<HTMLFormElement>(null);
  /** Grows with each entry, so that the fields begin anew. */
  const [turn, setTurn] = useState(0);
  const recording = useRecording<K>({ session, kind, entry, said, onSaved });

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (form.current === null) return;
    const held = new FormData(form.current);
    const at = held.get('at');
    const unchanged = entry !== undefined && at === form.current.querySelector<HTMLInputElement>('[name=at]')?.defaultValue;
    const done = await recording.submit(read(held), typeof at === 'string' && at !== '' && !unchanged ? at : null);
    if (done && entry === undefined) {
      form.current?.reset();
      setTurn(turn + 1);
    }
  };

  return (
    <Trouble.Provider value={recording.problem}>
      <form ref={form} class="entry-form" onSubmit={submit} onInput={recording.touch} aria-labelledby={labelledBy}>
        <div key={turn} class="fields">
          {children}
          {kind !== 'sleep' && <When at={entry?.at} zone={entry?.zone} />}
        </div>
        {recording.problem !== null && (
          <Notice problem={recording.problem} fields={[...fields, 'at']} hint={recording.hint} />
        )}
        <div class="submit">
          <button type="submit" class="primary" disabled={recording.busy}>
            {recording.busy ? text.recording.saving : text.recording.save}
          </button>
          {onCancel !== undefined && (
            <button type="button" class="quiet" onClick={onCancel}>
              {text.cancel}
            </button>
          )}
          <p role="status" data-testid="saved">
            {recording.saved}
          </p>
        </div>
      </form>
    </Trouble.Provider>
  );
}

/** A text of a form without the space around it; nothing when it is empty. */
export function filled(fields: FormData, name: string): string | undefined {
  const value = String(fields.get(name) ?? '').trim();
  return value === '' ? undefined : value;
}

export function numbered(fields: FormData, name: string): number | undefined {
  const value = filled(fields, name);
  return value === undefined ? undefined : Number(value);
}

/** Leaves out what is not there: the server takes an absent field, and no empty one. */
export function present<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
