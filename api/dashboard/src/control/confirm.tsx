import { useEffect, useRef } from 'preact/hooks';
import { text } from '../messages';
import type { Problem } from '../problem';
import { Notice } from './notice';

interface Props {
  title: string;
  body: string;
  action: string;
  /** What the way back is called. */
  dismiss?: string;
  busy: boolean;
  problem: Problem | null;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that can't be undone. */
export function Confirm({ title, body, action, dismiss = text.cancel, busy, problem, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby="confirm-title"
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2 id="confirm-title">{title}</h2>
      <p>{body}</p>
      {problem !== null && <Notice problem={problem} />}
      <div class="actions">
        <button type="button" class="quiet" onClick={onCancel} autofocus>
          {dismiss}
        </button>
        <button type="button" class="danger" disabled={busy} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
