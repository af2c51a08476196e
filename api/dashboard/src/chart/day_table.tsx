import { weekdayDate } from '../calendar';
import type { Dashboard } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { readings } from './reading';
import { Table } from './table';

const cell = (value: number | null | undefined, format = estimate) => (value == null ? text.none : format(value));

/** The course of mood and sleep in figures. Days with nothing are left out. */
export function DayTable({ dashboard }: { dashboard: Dashboard }) {
  const { columns } = text.chart;
  const rows = () =>
    readings(dashboard)
      .reverse()
      .filter(({ day, forecast }) => forecast !== null || (day !== null && known(day)))
      .map(({ date, day, forecast }) => ({
        key: date,
        cells: [
          weekdayDate(date),
          cell(day?.mood, figure),
          cell(day?.mood_level),
          cell(day?.sleep_hours),
          cell(day?.sleep_quality, figure),
          cell(forecast?.value),
          forecast === null ? text.none : text.interval(estimate(forecast.low), estimate(forecast.high)),
        ],
      }));
  return (
    <Table
      summary={text.chart.table}
      caption={text.chart.caption}
      columns={[columns.date, columns.mood, columns.level, columns.sleep, columns.quality, columns.forecast, columns.interval]}
      rows={rows}
    />
  );
}

function known(day: Dashboard['days'][number]): boolean {
  return [day.mood, day.mood_level, day.sleep_hours, day.sleep_quality].some((value) => value !== null);
}
