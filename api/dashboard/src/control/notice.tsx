import type { Problem } from '../problem';

interface Props {
  problem: Problem;
  /** Fields that show their own reason. */
  fields?: string[];
  /** A further sentence from the page. */
  hint?: string | undefined;
}

/** A problem in the server's own words, read out as soon as it appears. */
export function Notice({ problem, fields = [], hint }: Props) {
  return (
    <div class="notice" role="alert" data-testid="problem">
      {problem.lines(fields).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {hint !== undefined && <p>{hint}</p>}
    </div>
  );
}
