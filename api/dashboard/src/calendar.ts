import type { LocalDate } from './contract';
import { locale, text } from './messages';

const DAY_MS = 86_400_000;

/** Days since 1970-01-01, so that days can be counted and placed on an axis. */
export function dayNumber(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function dateOf(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** RFC 3339 in the device's own offset, to the second. */
export function timestamp(now: Date): string {
  const minutes = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${pair(Math.floor(size / 60))}:${pair(size % 60)}`;
}

function pair(value: number): string {
  return String(value).padStart(2, '0');
}

// A local date has no zone of its own: it is read and written in UTC so that it never shifts.
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
const monthAndYear = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const full = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

const instant = (date: LocalDate) => new Date(dayNumber(date) * DAY_MS);

export const shortDate = (date: LocalDate) => dayAndMonth.format(instant(date));
export const weekdayDate = (date: LocalDate) => weekday.format(instant(date));
export const fullDate = (date: LocalDate) => full.format(instant(date));

/** The month's name, with the year in January. */
export function monthName(date: LocalDate): string {
  return (date.slice(5, 7) === '01' ? monthAndYear : month).format(instant(date));
}

const monthLong = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const weekdayName = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
const dayOnly = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Name and year of a month, `YYYY-MM`. */
export const monthTitle = (month: string) => monthLong.format(instant(`${month}-01`));
export const dateWithYear = (date: LocalDate) => dayOnly.format(instant(date));

/** The day that a week begins with where the reader lives: 1 is Monday, 7 Sunday. */
export const FIRST_WEEKDAY: number = (() => {
  const region = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return region.getWeekInfo?.().firstDay ?? 1;
})();

/** 1 for Monday to 7 for Sunday. 1970-01-01 was a Thursday. */
export const weekdayOf = (date: LocalDate) => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;

/** Short names of the weekdays, from the first of a week. */
export function weekdayNames(): string[] {
  // 1970-01-05 was a Monday.
  return Array.from({ length: 7 }, (_, index) => weekdayName.format(instant(dateOf(3 + FIRST_WEEKDAY + index))));
}

export const shiftDate = (date: LocalDate, days: number) => dateOf(dayNumber(date) + days);

export function shiftMonth(month: string, by: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + by;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${pair((count % 12) + 1)}`;
}

/** The days of a month in weeks of seven; null for days of its neighbours. */
export function weeksOf(month: string): (LocalDate | null)[][] {
  const first = dayNumber(`${month}-01`);
  const length = dayNumber(`${shiftMonth(month, 1)}-01`) - first;
  const lead = (weekdayOf(`${month}-01`) - FIRST_WEEKDAY + 7) % 7;
  const count = Math.ceil((lead + length) / 7);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = week * 7 + weekday - lead;
      return day >= 0 && day < length ? dateOf(first + day) : null;
    }),
  );
}

/** Date and time as a control of a form takes them, by the clock of a zone. */
export function clockInput(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(at);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** A time with its date, by the reader's own clock. */
export const dateTime = (at: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

/** A date or a time, whichever it is. */
export const spokenTime = (at: string) => (at.length === 10 ? dateWithYear(at) : dateTime(at));

/** A day as one would say it: today, yesterday, tomorrow, else its weekday and date. */
export function spokenDate(date: LocalDate, today: LocalDate): string {
  const distance = dayNumber(date) - dayNumber(today);
  if (distance === 0) return text.day.today;
  if (distance === -1) return text.day.yesterday;
  if (distance === 1) return text.day.tomorrow;
  return weekdayDate(date);
}

/** The time of day at which something happened, where it happened. */
export function clockTime(at: string, zone: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(
    new Date(at),
  );
}
