import { useId } from 'preact/hooks';
import { Field } from './field';

interface Props {
  label: string;
  hint?: string;
  path: string;
  value: string;
  onInput: (zone: string) => void;
}

/** A time zone by its name, with all that the browser knows offered. */
export function ZoneField({ label, hint, path, value, onInput }: Props) {
  const list = useId();
  return (
    <Field label={label} hint={hint} path={path}>
      {(control) => (
        <>
          <input
            {...control}
            type="text"
            name="zone"
            list={list}
            required
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
            autoComplete="off"
            spellcheck={false}
          />
          <datalist id={list}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
