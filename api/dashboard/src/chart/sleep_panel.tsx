import type { Day } from '../contract';
import { text } from '../messages';
import { linear, type Tick, type TimeAxis } from './axis';
import { Grid } from './grid';

interface Props {
  days: Day[];
  axis: TimeAxis;
  ticks: Tick[];
  area: { top: number; bottom: number };
  /** Whether any day of the range has sleep. */
  slept: boolean;
}

const USUAL_TOP_HOURS = 12;

export function SleepPanel({ days, axis, ticks, area, slept }: Props) {
  const longest = Math.max(USUAL_TOP_HOURS, ...days.map((day) => day.sleep_hours ?? 0));
  const top = Math.ceil(longest / 4) * 4;
  const y = linear(0, top, area.bottom, area.top);
  const width = Math.max(1, Math.min(12, axis.columnWidth * 0.62));
  const levels = Array.from({ length: top / 4 + 1 }, (_, index) => index * 4);
  return (
    <g data-testid="sleep-panel">
      <text class="panel-title" x={0} y={area.top - 14}>
        {text.chart.sleep}
      </text>
      {!slept && (
        <text class="panel-note" x={0} y={area.top + 8}>
          {text.chart.noSleep}
        </text>
      )}
      {slept && (
        <>
          <Grid axis={axis} ticks={ticks} y={y} levels={levels} area={area} />
          {days.map(
            (day) =>
              day.sleep_hours !== null && (
                <rect
                  key={day.date}
                  class="sleep-bar"
                  data-testid="sleep-bar"
                  data-date={day.date}
                  x={axis.x(day.date) - width / 2}
                  y={y(day.sleep_hours)}
                  width={width}
                  height={area.bottom - y(day.sleep_hours)}
                  rx={Math.min(2, width / 3)}
                />
              ),
          )}
        </>
      )}
    </g>
  );
}
