import { dayNumber, spokenDate } from '../calendar';
import { DayTable } from '../chart/day_table';
import { Legend } from '../chart/legend';
import { Timeline } from '../chart/timeline';
import type { Dashboard, Forecast, LocalDate } from '../contract';
import { estimate, miss, percent } from '../figure';
import { Segments } from '../control/segments';
import { text } from '../messages';
import { to } from '../route';

/** Days that the chart can look back. */
export const RANGES = [30, 90, 365] as const;
export type Range = (typeof RANGES)[number];

interface Props {
  dashboard: Dashboard;
  /** The range that is asked for; `dashboard` may still cover the one before. */
  range: Range;
  onRange: (days: Range) => void;
  /** Whether the person has any entry, in this range or before. */
  hasEntries: boolean;
}

/** The course of mood and sleep, and what is expected next. */
export function Course({ dashboard, range, onRange, hasEntries }: Props) {
  const { days, forecast, today } = dashboard;
  const slept = days.some((day) => day.sleep_hours !== null);
  const empty = !slept && days.every((day) => day.mood === null) && forecast.points.length === 0;
  return (
    <section class="card course" aria-labelledby="course-title">
      <header>
        <h2 id="course-title">{text.chart.title}</h2>
        <Segments name="range" legend={text.chart.range} choices={RANGES} label={text.chart.days} value={range} onChange={onRange} />
      </header>
      {empty ? (
        <div class="empty" data-testid="empty-state">
          <h3>{hasEntries ? text.today.empty.rangeTitle(days.length) : text.today.empty.title}</h3>
          <p>{hasEntries ? text.today.empty.rangeBody : text.today.empty.body}</p>
          {!hasEntries && (
            <p>
              <a href={to('import')}>{text.today.empty.import}</a>
            </p>
          )}
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
  const record = forecast.track_record;
  return (
    <>
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
      {record != null && (
        <p class="hint" data-testid="forecast-record">
          {text.chart.record(record.forecasts, miss(record.mae), miss(record.mae_of_ewma), percent(record.coverage))}
          {record.clearly_worse && ` ${text.chart.recordWorse}`}
        </p>
      )}
    </>
  );
}

/** The first forecast for a day that is still to come. */
export function nextPoint(forecast: Forecast, today: LocalDate) {
  return forecast.points.find((point) => dayNumber(point.date) > dayNumber(today)) ?? null;
}
