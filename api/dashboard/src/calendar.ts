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
