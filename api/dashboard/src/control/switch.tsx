import { useId } from 'preact/hooks';

interface Props {
  label: string;
  body: string;
  on: boolean;
  busy: boolean;
  onTurn: (on: boolean) => void;
}

/** Something that is on or off at once, with what it means. */
export function Switch({ label, body, on, busy, onTurn }: Props) {
  const id = useId();
  return (
    <div class="switch">
      <div>
        <p id={`${id}-label`}>
          <strong>{label}</strong>
        </p>
        <p id={`${id}-body`} class="hint">
          {body}
        </p>
      </div>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-body`}
        aria-disabled={busy}
        onClick={() => !busy && onTurn(!on)}
      >
        <i />
      </button>
    </div>
  );
}
