import { dayNumber, spokenDate } from '../calendar';
import { DayTable } from '../chart/day_table';
import { Legend } from '../chart/legend';
import { Timeline } from '../chart/timeline';
import type { Dashboard, Forecast, LocalDate } from '../contract';
import { estimate, percent } from '../figure';
import { text } from '../messages';

/** Days that the chart can look back. */
export const RANGES = [30, 90, 365] as const;

interface Props {
  dashboard: Dashboard;
  /** The range that `dashboard` covers; `range` is the one asked for. */
  shownRange: number;
  range: number;
  onRange: (days: number) => void;
  /** Whether the person has any entry, in this range or before. */
  hasEntries: boolean;
}

/** The course of mood and sleep, and what is expected next. */
export function Course({ dashboard, shownRange, range, onRange, hasEntries }: Props) {
  const { days, forecast, today } = dashboard;
  const slept = days.some((day) => day.sleep_hours !== null);
  const empty = !slept && days.every((day) => day.mood === null) && forecast.points.length === 0;
  return (
    <section class="card course" aria-labelledby="course-title">
      <header>
        <h2 id="course-title">{text.chart.title}</h2>
        <fieldset class="segments range">
          <legend class="visually-hidden">{text.chart.range}</legend>
          {RANGES.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name="range"
                value={choice}
                checked={choice === range}
                onChange={() => onRange(choice)}
              />
              <span>{text.chart.days(choice)}</span>
            </label>
          ))}
        </fieldset>
      </header>
      {empty ? (
        <div class="empty" data-testid="empty-state">
          <h3>{hasEntries ? text.empty.rangeTitle(shownRange) : text.empty.title}</h3>
          <p>{hasEntries ? text.empty.rangeBody : text.empty.body}</p>
        </div>
      ) : (
        <>
          <Legend forecast={forecast.points.length > 0} coverage={forecast.coverage} sleep={slept} />
          <Timeline dashboard={dashboard} />
        </>
      )}
      {(!empty || forecast.abstained !== null) && <Outlook forecast={forecast} today={today} />}
      {!empty && <DayTable dashboard={dashboard} />}
    </section>
  );
}

/** The forecast in a sentence, or why there is none. */
function Outlook({ forecast, today }: { forecast: Forecast; today: LocalDate }) {
  if (forecast.abstained !== null) {
    return (
      <p class="outlook" data-testid="forecast-abstained">
        {text.chart.abstained(forecast.abstained.reason)}
      </p>
    );
  }
  const next = nextPoint(forecast, today);
  if (next === null) return null;
  return (
    <p class="outlook" data-testid="forecast-summary">
      {text.chart.forecast(
        spokenDate(next.date, today),
        estimate(next.value),
        estimate(next.low),
        estimate(next.high),
        percent(forecast.coverage),
        `${forecast.model.name} ${forecast.model.version}`,
      )}
    </p>
  );
}

/** The first forecast for a day that is still to come. */
export function nextPoint(forecast: Forecast, today: LocalDate) {
  return forecast.points.find((point) => dayNumber(point.date) > dayNumber(today)) ?? null;
}
