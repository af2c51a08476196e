import { text } from '../messages';

export function Brand() {
  return (
    <span class="brand">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" />
        <path d="M5 19c4 0 4.5-7 8.5-7s4.5 9 8.5 9 3-5 5-5" />
      </svg>
      {text.brand}
    </span>
  );
}
