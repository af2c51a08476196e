import { useId } from 'preact/hooks';
import { text } from '../messages';
import { useReason } from './field';

const SCORES = Array.from({ length: 10 }, (_, index) => index + 1);

interface Props {
  name: string;
  legend: string;
  lowest: string;
  highest: string;
  path?: string;
  /** Required ones say so by being asked for; others can be cleared again by a second click. */
  required?: boolean;
  value?: number | undefined;
  /** Whether the choices wear the colours of moods. */
  moods?: boolean;
}

/** One of ten. */
export function Scale({ name, legend, lowest, highest, path, required = false, value, moods = false }: Props) {
  const id = useId();
  const reason = useReason(path);
  return (
    <fieldset class={moods ? 'scale moods' : 'scale'} aria-describedby={reason === undefined ? `${id}-ends` : `${id}-ends ${id}-reason`}>
      <legend>
        {legend} {!required && <span class="optional">{text.optional}</span>}
      </legend>
      <div class="steps">
        {SCORES.map((score) => (
          <label key={score} data-mood={score}>
            <input
              type="radio"
              name={name}
              value={score}
              required={required}
              defaultChecked={value !== undefined && Math.round(value) === score}
              onClick={required ? undefined : takeBack}
            />
            <span>{score}</span>
          </label>
        ))}
      </div>
      <p id={`${id}-ends`} class="ends hint">
        <span>{lowest}</span>
        <span>{highest}</span>
      </p>
      {reason !== undefined && (
        <p id={`${id}-reason`} class="reason">
          {reason}
        </p>
      )}
    </fieldset>
  );
}

/** A second click on a choice that may be left open opens it again. */
function takeBack(event: MouseEvent): void {
  const input = event.currentTarget as HTMLInputElement;
  if (input.dataset.taken === 'yes' && event.detail > 0) {
    input.checked = false;
    delete input.dataset.taken;
    return;
  }
  for (const other of input.form?.querySelectorAll<HTMLInputElement>(`input[name="${input.name}"]`) ?? []) {
    delete other.dataset.taken;
  }
  input.dataset.taken = 'yes';
}
