import { locale } from './messages';

const score = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const level = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });

/** What a person entered, or the mean of a day: whole where it is whole. */
export const figure = (value: number) => score.format(value);

/** What was computed, to one decimal: more would pretend to a precision that a feeling hasn't. */
export const estimate = (value: number) => oneDecimal.format(value);

/** Both ends of an interval, as fine as its size asks for. */
export function ends(low: number, high: number): [string, string] {
  const format = Math.max(Math.abs(low), Math.abs(high)) < 1 ? twoDecimals : oneDecimal;
  return [format.format(low), format.format(high)];
}

/** By how much forecasts were off: differences of a hundredth tell them apart. */
export const miss = (value: number) => twoDecimals.format(value);

export const percent = (value: number) => share.format(value);

/** Of a level of confidence, cut and not rounded: nothing is certain. */
export const confidence = (value: number) => level.format(Math.floor(value * 1000) / 1000);

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** How many there are. */
export const count = (value: number) => whole.format(value);

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** The size of a file, in the unit that suits it. */
export function bytes(value: number): string {
  const step = Math.min(UNITS.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const format = { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: step < 2 ? 0 : 1 } as const;
  return new Intl.NumberFormat(locale, format).format(value / 1000 ** step);
}

const upToTwo = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });

/** A statistic of a group, which is finer than one day's feeling. */
export const finely = (value: number) => upToTwo.format(value);

const twoDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });

/** How fast something moves: to two digits, however small. */
export const speed = (value: number) => twoDigits.format(value);
