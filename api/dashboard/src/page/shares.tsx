import { count, percent } from '../figure';
import { text } from '../messages';

const words = text.organisations.cohort;

interface Cell {
  name: string;
  suppressed: boolean;
  people: number | null;
  share: number | null;
}

/** Parts of a group as bars; a part with too few people is hatched and has no number. */
export function Shares({ cells, least, empty }: { cells: Cell[]; least: number; empty: string }) {
  if (cells.length === 0) return <p class="hint">{empty}</p>;
  return (
    <>
      <dl class="shares">
        {cells.map((cell) => (
          <div key={cell.name} data-testid="share">
            <dt>{cell.name}</dt>
            {cell.suppressed || cell.share === null ? (
              <dd class="suppressed">
                <i class="track hatched" />
                <span class="fine">{words.tooFew}</span>
              </dd>
            ) : (
              <dd>
                <i class="track">
                  <i class="bar" style={{ width: `${cell.share * 100}%` }} />
                </i>
                <span class="fine">{cell.people === null ? percent(cell.share) : words.share(percent(cell.share), count(cell.people))}</span>
              </dd>
            )}
          </div>
        ))}
      </dl>
      {cells.some((cell) => cell.suppressed) && <p class="fine">{words.suppressed(least)}</p>}
    </>
  );
}
