import type { Problem } from '../problem';
import { text } from '../messages';
import { Notice } from './notice';

/** Grey shapes in the place of what is on its way, so that nothing jumps when it comes. */
export function Waiting({ lines = 3, tall = false }: { lines?: number; tall?: boolean }) {
  return (
    <div class={tall ? 'waiting tall' : 'waiting'} role="status">
      <span class="visually-hidden">{text.wait}</span>
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} aria-hidden="true" />
      ))}
    </div>
  );
}

/** A read that failed, and the way to try it again. */
export function Failed({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <div class="card failed">
      <Notice problem={problem} />
      <button type="button" class="quiet" onClick={onRetry}>
        {text.tryAgain}
      </button>
    </div>
  );
}
