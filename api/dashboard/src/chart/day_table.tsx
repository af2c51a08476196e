import { useState } from 'preact/hooks';
import { weekdayDate } from '../calendar';
import type { Dashboard } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { readings } from './reading';

const NONE = '–';
const cell = (value: number | null | undefined, format = estimate) => (value == null ? NONE : format(value));

/** The chart in figures, for those who read better than they look. Days with nothing are left out. */
export function DayTable({ dashboard }: { dashboard: Dashboard }) {
  const [open, setOpen] = useState(false);
  const { columns } = text.chart;
  return (
    <details class="day-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.chart.table}</summary>
      {open && (
        <div class="scroll" tabIndex={0} role="region" aria-label={text.chart.caption}>
          <table>
            <caption>{text.chart.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{columns.date}</th>
                <th scope="col">{columns.mood}</th>
                <th scope="col">{columns.level}</th>
                <th scope="col">{columns.sleep}</th>
                <th scope="col">{columns.quality}</th>
                <th scope="col">{columns.forecast}</th>
                <th scope="col">{columns.interval}</th>
              </tr>
            </thead>
            <tbody>
              {readings(dashboard)
                .reverse()
                .filter(({ day, forecast }) => forecast !== null || (day !== null && known(day)))
                .map(({ date, day, forecast }) => (
                  <tr key={date}>
                    <th scope="row">{weekdayDate(date)}</th>
                    <td>{cell(day?.mood, figure)}</td>
                    <td>{cell(day?.mood_level)}</td>
                    <td>{cell(day?.sleep_hours)}</td>
                    <td>{cell(day?.sleep_quality, figure)}</td>
                    <td>{cell(forecast?.value)}</td>
                    <td>
                      {forecast === null
                        ? NONE
                        : text.interval(estimate(forecast.low), estimate(forecast.high))}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function known(day: Dashboard['days'][number]): boolean {
  return [day.mood, day.mood_level, day.sleep_hours, day.sleep_quality].some((value) => value !== null);
}
