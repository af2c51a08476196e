import { locale } from './messages';

const score = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
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

export const percent = (value: number) => share.format(value);
