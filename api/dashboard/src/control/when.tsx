import { useState } from 'preact/hooks';
import { clockInput, deviceZone } from '../calendar';
import { text } from '../messages';
import { Field } from './field';

interface Props {
  /** When an entry that is being edited happened, and where. */
  at?: string | undefined;
  zone?: string | undefined;
}

/** When it happened: now, unless one says otherwise. */
export function When({ at, zone }: Props) {
  const [open, setOpen] = useState(at !== undefined);
  if (!open) {
    return (
      <p class="when-now">
        {text.when.now}{' '}
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {text.when.change}
        </button>
      </p>
    );
  }
  return (
    <Field label={text.when.label} path="at">
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          name="at"
          required
          defaultValue={clockInput(at === undefined ? new Date() : new Date(at), zone ?? deviceZone())}
        />
      )}
    </Field>
  );
}
