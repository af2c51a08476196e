import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { address } from '../address';
import { useAnswer } from '../answer';
import { fullDate, monthTitle, shiftDate, shiftMonth, weekdayNames, weeksOf } from '../calendar';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import type { Dashboard, Day, LocalDate } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { go, to } from '../route';
import type { Inside } from './frame';
import { Page } from './page';

/** A whole year. */
const DAYS = 366;
const SCORES = Array.from({ length: 10 }, (_, index) => index + 1);

/** Months of days, each in the colour of its mood. */
export function CalendarPage({ session, month: wanted }: Inside & { month: string | undefined }) {
  // The days up to today, or an earlier year whole.
  const year = isMonth(wanted) ? Number(wanted.slice(0, 4)) : null;
  const last = year !== null && year < new Date().getFullYear() ? `${wanted?.slice(0, 4)}-12-31` : null;
  const { value, problem, busy, reload } = useAnswer<Dashboard>(session, address('/v1/dashboard', { days: DAYS, to: last }));
  return (
    <Page title={text.calendar.title} intro={text.calendar.intro}>
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value === null && busy && <Waiting tall />}
      {value !== null && <Month dashboard={value} month={isMonth(wanted) ? wanted : value.today.slice(0, 7)} />}
    </Page>
  );
}

const isMonth = (month: string | undefined): month is string => month !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(month);

function Month({ dashboard, month }: { dashboard: Dashboard; month: string }) {
  const { today } = dashboard;
  const days = useMemo(() => new Map(dashboard.days.map((day) => [day.date, day])), [dashboard]);
  const inMonth = (date: LocalDate) => date.startsWith(month);
  const [chosen, choose] = useState<LocalDate>(today);
  const grid = useRef<HTMLTableElement>(null);
  /** The day that the focus goes to. */
  const focusOn = useRef<LocalDate | null>(null);
  // The one day that Tab goes to: the chosen one, or the first of a month that it is not in.
  const reachable = inMonth(chosen) ? chosen : inMonth(today) ? today : `${month}-01`;
  const empty = dashboard.days.every((day) => !inMonth(day.date) || day.mood === null);

  const step = (event: KeyboardEvent) => {
    const target = stepped(event.key, reachable);
    if (target === null) return;
    event.preventDefault();
    focusOn.current = target;
    choose(target);
    if (!inMonth(target)) go('calendar', target.slice(0, 7));
  };
  // Once the month of the day is drawn, whenever that is.
  useEffect(() => {
    const cell = focusOn.current === null ? null : grid.current?.querySelector<HTMLElement>(`[data-date="${focusOn.current}"]`);
    if (!cell) return;
    focusOn.current = null;
    cell.focus();
  });

  return (
    <section class="card calendar" aria-labelledby="month-title">
      <header>
        <a class="turn" href={to('calendar', shiftMonth(month, -1))} aria-label={text.calendar.previous}>
          <Icon name="left" />
        </a>
        <h2 id="month-title" aria-live="polite">
          {monthTitle(month)}
        </h2>
        {month < today.slice(0, 7) ? (
          <a class="turn" href={to('calendar', shiftMonth(month, 1))} aria-label={text.calendar.next}>
            <Icon name="right" />
          </a>
        ) : (
          <span class="turn" />
        )}
      </header>
      <table ref={grid} role="grid" aria-labelledby="month-title" aria-describedby="calendar-hint" onKeyDown={step}>
        <thead>
          <tr>
            {weekdayNames().map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find((date) => date !== null)}>
              {week.map((date, index) =>
                date === null ? (
                  <td key={`empty-${index}`} />
                ) : (
                  <td key={date} {...(date === today ? { 'aria-current': 'date' as const } : {})}>
                    <Cell date={date} day={days.get(date)} today={today} reachable={date === reachable} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {empty && <p class="hint">{text.calendar.emptyMonth}</p>}
      <Legend />
      <p id="calendar-hint" class="fine">
        {text.calendar.hint}
      </p>
    </section>
  );
}

function Cell({ date, day, today, reachable }: { date: LocalDate; day: Day | undefined; today: LocalDate; reachable: boolean }) {
  const mood = day?.mood ?? null;
  const number = Number(date.slice(8));
  if (date > today) {
    return (
      <a
        role="link"
        aria-disabled="true"
        class="day"
        data-date={date}
        tabIndex={reachable ? 0 : -1}
      >
        <span class="visually-hidden">{`${fullDate(date)}, ${text.calendar.future}`}</span>
        <span class="number" aria-hidden="true">
          {number}
        </span>
      </a>
    );
  }
  return (
    <a
      class="day"
      href={to('day', date)}
      data-date={date}
      data-mood={mood === null ? undefined : Math.round(mood)}
      tabIndex={reachable ? 0 : -1}
    >
      <span class="visually-hidden">{`${fullDate(date)}: ${spoken(day)}`}</span>
      <span class="number" aria-hidden="true">
        {number}
      </span>
      {mood !== null && <strong aria-hidden="true">{figure(mood)}</strong>}
      {mood === null && recorded(day) && <i class="dot" />}
    </a>
  );
}

const recorded = (day: Day | undefined) =>
  day !== undefined && (day.sleep_hours !== null || (day.kinds?.length ?? 0) > 0);

function spoken(day: Day | undefined): string {
  if (day === undefined || (day.mood === null && !recorded(day))) return text.calendar.nothing;
  const parts = [day.mood === null ? text.calendar.notMood : text.calendar.mood(figure(day.mood))];
  if (day.sleep_hours !== null) parts.push(text.calendar.sleep(estimate(day.sleep_hours)));
  return parts.join(', ');
}

function stepped(key: string, from: LocalDate): LocalDate | null {
  const days: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const by = days[key];
  if (by !== undefined) return shiftDate(from, by);
  const month = from.slice(0, 7);
  if (key === 'PageUp') return sameDay(shiftMonth(month, -1), from);
  if (key === 'PageDown') return sameDay(shiftMonth(month, 1), from);
  const week = weeksOf(month).find((each) => each.includes(from));
  if (key === 'Home') return week?.find((date) => date !== null) ?? null;
  if (key === 'End') return week?.findLast((date) => date !== null) ?? null;
  return null;
}

/** The same day in another month, or that month's last. */
function sameDay(month: string, date: LocalDate): LocalDate {
  const last = shiftDate(`${shiftMonth(month, 1)}-01`, -1);
  const same = `${month}-${date.slice(8)}`;
  return same < last ? same : last;
}

function Legend() {
  const words = text.calendar.legend;
  return (
    <figure class="mood-legend">
      <figcaption class="visually-hidden">{words.title}</figcaption>
      <span class="fine">{words.lowest}</span>
      <ol>
        {SCORES.map((score) => (
          <li key={score} data-mood={score}>
            {score}
          </li>
        ))}
      </ol>
      <span class="fine">{words.highest}</span>
      <span class="fine other">
        <i class="dot" /> {words.others}
      </span>
    </figure>
  );
}
