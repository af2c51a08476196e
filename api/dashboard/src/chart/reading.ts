import { dateOf, dayNumber, spokenDate, weekdayDate } from '../calendar';
import type { Dashboard, Day, ForecastPoint, LocalDate } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';

/** One column of the chart: what is known of a day, what was forecast for it, or both. */
export interface Reading {
  date: LocalDate;
  day: Day | null;
  forecast: ForecastPoint | null;
}

/** Every date of the chart, oldest first, without a gap. */
export function readings(dashboard: Dashboard): Reading[] {
  const days = new Map(dashboard.days.map((day) => [day.date, day]));
  const forecasts = new Map(dashboard.forecast.points.map((point) => [point.date, point]));
  const last = Math.max(dayNumber(dashboard.today), ...[...forecasts.keys()].map(dayNumber));
  const list: Reading[] = [];
  for (let number = dayNumber(dashboard.from); number <= last; number += 1) {
    const date = dateOf(number);
    list.push({ date, day: days.get(date) ?? null, forecast: forecasts.get(date) ?? null });
  }
  return list;
}

/** What one would read off the chart at a day. */
export function spoken(reading: Reading, today: LocalDate): string {
  const parts: string[] = [];
  const { day, forecast } = reading;
  if (day !== null) {
    if (day.mood !== null) parts.push(text.chart.read.mood(figure(day.mood)));
    if (day.mood_level !== null) parts.push(text.chart.read.level(estimate(day.mood_level)));
    if (day.sleep_hours !== null) parts.push(text.chart.read.sleep(estimate(day.sleep_hours)));
  }
  if (forecast !== null) {
    parts.push(
      text.chart.read.forecast(estimate(forecast.value), estimate(forecast.low), estimate(forecast.high)),
    );
  }
  if (parts.length === 0) parts.push(text.chart.read.nothing);
  const name = spokenDate(reading.date, today);
  const date = weekdayDate(reading.date);
  return `${name === date ? date : `${name}, ${date}`}: ${parts.join(' · ')}`;
}
