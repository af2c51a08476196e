import { useState } from 'preact/hooks';
import { address } from '../address';
import { useAnswer } from '../answer';
import { fullDate, shiftDate, weekdayDate } from '../calendar';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import { type Dashboard, type Day, KINDS, type LocalDate } from '../contract';
import { DayEntries, kindsOf } from '../entry/day_entries';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { to } from '../route';
import type { Inside } from './frame';
import { Page } from './page';

/** As far back as the server tells days; older ones have entries all the same. */
const DAYS = 366;

/** One day: its figures, and everything that was recorded. */
export function DayPage({ session, date }: Inside & { date: LocalDate }) {
  const { value, problem, busy, reload } = useAnswer<Dashboard>(session, address('/v1/dashboard', { days: DAYS }));
  const [turn, setTurn] = useState(0);
  const words = text.calendar.day;
  const day = value?.days.find((each) => each.date === date);
  const future = value !== null && date > value.today;
  return (
    <Page
      title={fullDate(date)}
      above={
        <a class="back" href={to('calendar', date.slice(0, 7))}>
          <Icon name="left" size={18} /> {words.back}
        </a>
      }
      beside={
        <nav class="steps-between" aria-label={text.calendar.title}>
          <a href={to('day', shiftDate(date, -1))} aria-label={`${words.previous}: ${weekdayDate(shiftDate(date, -1))}`}>
            <Icon name="left" /> <span>{weekdayDate(shiftDate(date, -1))}</span>
          </a>
          {value !== null && date < value.today && (
            <a href={to('day', shiftDate(date, 1))} aria-label={`${words.next}: ${weekdayDate(shiftDate(date, 1))}`}>
              <span>{weekdayDate(shiftDate(date, 1))}</span> <Icon name="right" />
            </a>
          )}
        </nav>
      }
    >
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value === null && busy && <Waiting />}
      {value !== null && (
        <div class="columns">
          {day !== undefined && <Figures day={day} />}
          <section class="card" aria-labelledby="entries-title">
            <h2 id="entries-title">{words.entries}</h2>
            {future ? (
              <p class="hint">{words.emptyFuture}</p>
            ) : (
              <DayEntries
                session={session}
                date={date}
                kinds={day === undefined ? KINDS : kindsOf(day)}
                empty={words.empty}
                turn={turn}
                onChanged={() => {
                  setTurn(turn + 1);
                  reload();
                }}
              />
            )}
          </section>
        </div>
      )}
    </Page>
  );
}

function Figures({ day }: { day: Day }) {
  const words = text.calendar.day;
  const figures: [string, number | null | undefined, string, (value: number) => string][] = [
    [words.mood, day.mood, words.ofTen, figure],
    [words.level, day.mood_level, words.ofTen, estimate],
    [words.sleep, day.sleep_hours, words.hours, estimate],
    [words.quality, day.sleep_quality, words.ofTen, figure],
    [words.exercise, day.exercise_minutes, words.minutes, figure],
  ];
  const known = figures.filter(([, value]) => value != null);
  if (known.length === 0) return null;
  return (
    <dl class="glance figures">
      {known.map(([name, value, unit, format]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span class="value">{format(value ?? 0)}</span> <span class="unit">{unit}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
