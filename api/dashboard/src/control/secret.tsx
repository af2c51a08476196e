import { useRef, useState } from 'preact/hooks';
import { text } from '../messages';

/** Something to take along, with a button that copies it. */
export function Secret({ label, value }: { label: string; value: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setSaid(text.organisations.copied);
    } catch {
      // No clipboard outside of a secure context; the text is selected.
      setSaid(text.organisations.copyFailed);
    }
  };
  return (
    <div class="secret">
      <input ref={field} type="text" readOnly value={value} aria-label={label} onFocus={(event) => event.currentTarget.select()} />
      <button type="button" class="primary" onClick={() => void copy()}>
        {text.organisations.copy}
      </button>
      <p role="status" class="fine">
        {said}
      </p>
    </div>
  );
}
