import { type ComponentChildren, createContext } from 'preact';
import { useContext, useId } from 'preact/hooks';
import { text } from '../messages';
import type { Problem } from '../problem';

/** What the server has against the form that is filled in. */
export const Trouble = createContext<Problem | null>(null);

interface Control {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby'?: string;
}

interface Props {
  label: string;
  hint?: string | undefined;
  optional?: boolean;
  /** The field as the server names it, so that its reason stands here. */
  path?: string;
  children: (control: Control) => ComponentChildren;
}

/** A control with its label, its hint, and the reason why it was refused. */
export function Field({ label, hint, optional = false, path, children }: Props) {
  const id = useId();
  const reason = useReason(path);
  const described = [hint && `${id}-hint`, reason && `${id}-reason`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <span class="optional">{text.optional}</span>}
      </label>
      {children({ id, 'aria-invalid': reason !== undefined, ...(described === '' ? {} : { 'aria-describedby': described }) })}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {reason !== undefined && (
        <p id={`${id}-reason`} class="reason">
          {reason}
        </p>
      )}
    </div>
  );
}

export function useReason(path: string | undefined): string | undefined {
  const problem = useContext(Trouble);
  return path === undefined ? undefined : problem?.reason(path);
}
