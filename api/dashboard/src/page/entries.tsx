import { clockTime, fullDate, spokenDate } from '../calendar';
import type { LocalDate, MoodEntry } from '../contract';
import { figure } from '../figure';
import { text } from '../messages';

interface Props {
  entries: MoodEntry[];
  today: LocalDate;
  /** Loads the next page; null when all are shown. */
  onEarlier: (() => void) | null;
}

export function Entries({ entries, today, onEarlier }: Props) {
  return (
    <section class="card entries" aria-labelledby="entries-title">
      <h2 id="entries-title">{text.entries.title}</h2>
      {entries.length === 0 ? (
        <p class="hint">{text.entries.empty}</p>
      ) : (
        <ol>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} today={today} />
          ))}
        </ol>
      )}
      {onEarlier !== null && (
        <button type="button" class="quiet" onClick={onEarlier}>
          {text.entries.more}
        </button>
      )}
    </section>
  );
}

function Entry({ entry, today }: { entry: MoodEntry; today: LocalDate }) {
  const { score, energy, note } = entry.data;
  return (
    <li data-testid="mood-entry">
      <span class="score">
        <span aria-hidden="true">{figure(score)}</span>
        <span class="visually-hidden">{text.entries.score(figure(score))}</span>
      </span>
      <div>
        <p class="when">
          <time dateTime={entry.at} title={fullDate(entry.local_date)}>
            {spokenDate(entry.local_date, today)}, {clockTime(entry.at, entry.zone)}
          </time>
          {energy != null && <span> · {text.entries.energy(figure(energy))}</span>}
        </p>
        {note && <p class="note">{note}</p>}
      </div>
    </li>
  );
}
