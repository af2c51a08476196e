import { dateOf, dayNumber, monthName, shortDate } from '../calendar';
import type { LocalDate } from '../contract';

/** Maps a value to pixels along a straight line. What lies outside the domain lands on its edge. */
export type Scale = (value: number) => number;

export function linear(low: number, high: number, from: number, to: number): Scale {
  return (value) => {
    const part = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return from + part * (to - from);
  };
}

/** The horizontal axis that both panels share: each day has a column of equal width. */
export interface TimeAxis {
  first: number;
  last: number;
  left: number;
  right: number;
  columnWidth: number;
  /** The middle of a day's column, in pixels. */
  x: (date: LocalDate) => number;
  /** The day under a pixel, counted from the first. */
  indexAt: (pixel: number) => number;
}

export function timeAxis(from: LocalDate, to: LocalDate, left: number, right: number): TimeAxis {
  const first = dayNumber(from);
  const last = dayNumber(to);
  const count = last - first + 1;
  const columnWidth = (right - left) / count;
  return {
    first,
    last,
    left,
    right,
    columnWidth,
    x: (date) => left + (dayNumber(date) - first + 0.5) * columnWidth,
    indexAt: (pixel) => Math.min(count - 1, Math.max(0, Math.floor((pixel - left) / columnWidth))),
  };
}

export interface Tick {
  date: LocalDate;
  label: string;
}

/** As many round dates as fit: Mondays every week or fortnight, else the first of months. */
export function timeTicks(axis: TimeAxis, most: number): Tick[] {
  const candidates = [
    () => mondays(axis, 1),
    () => mondays(axis, 2),
    () => months(axis, 1),
    () => months(axis, 2),
    () => months(axis, 3),
    () => months(axis, 6),
  ];
  for (const candidate of candidates) {
    const ticks = candidate();
    if (ticks.length <= most) return ticks;
  }
  return [];
}

function mondays(axis: TimeAxis, everyWeeks: number): Tick[] {
  // 1970-01-05, day 4, was a Monday. Counted from the end, so that the newest week keeps its tick.
  const lastMonday = axis.last - ((axis.last - 4) % 7);
  const ticks: Tick[] = [];
  for (let day = lastMonday; day >= axis.first; day -= 7 * everyWeeks) {
    const date = dateOf(day);
    ticks.unshift({ date, label: shortDate(date) });
  }
  return ticks;
}

function months(axis: TimeAxis, every: number): Tick[] {
  const ticks: Tick[] = [];
  for (let day = axis.first; day <= axis.last; day += 1) {
    const date = dateOf(day);
    const month = Number(date.slice(5, 7)) - 1;
    if (date.endsWith('-01') && month % every === 0) ticks.push({ date, label: monthName(date) });
  }
  return ticks;
}

/** Round values from the first at or below `low` to the first at or above `high`, about `most` of them. */
export function roundValues(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
