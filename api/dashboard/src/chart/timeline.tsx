import { useMemo } from 'preact/hooks';
import type { Dashboard } from '../contract';
import { text } from '../messages';
import { linear, timeAxis, timeTicks } from './axis';
import { MoodPanel } from './mood_panel';
import { readings, spoken } from './reading';
import { SleepPanel } from './sleep_panel';
import { ChartSlider } from './slider';

const MARGIN = { left: 28, right: 4 };
const MOOD = { top: 26, bottom: 246 };
const SLEEP = { top: 290, bottom: 366 };
const NO_SLEEP_BOTTOM = 312;
/** Room that a date needs on the axis, in pixels. */
const LABEL_WIDTH = 68;

/** Mood with its forecast, and sleep below it, over one time axis. */
export function Timeline({ dashboard }: { dashboard: Dashboard }) {
  const columns = useMemo(() => readings(dashboard), [dashboard]);
  const first = columns[0];
  const last = columns[columns.length - 1];
  if (first === undefined || last === undefined) return null;

  const axisOf = (width: number) =>
    timeAxis(first.date, last.date, MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1));
  const slept = dashboard.days.some((day) => day.sleep_hours !== null);
  const bottom = slept ? SLEEP.bottom : NO_SLEEP_BOTTOM;
  const height = bottom + 26;
  const moodY = linear(1, 10, MOOD.bottom, MOOD.top);

  return (
    <ChartSlider
      label={text.chart.slider}
      hint={text.chart.hint}
      count={columns.length}
      start={dashboard.days.length - 1}
      sentence={(index) => {
        const reading = columns[index];
        return reading === undefined ? '' : spoken(reading, dashboard.today);
      }}
      indexAt={(pixel, width) => axisOf(width).indexAt(pixel)}
      height={height}
    >
      {(width, chosen) => {
        const axis = axisOf(width);
        const ticks = timeTicks(axis, Math.max(2, Math.floor(width / LABEL_WIDTH)));
        const reading = chosen === null ? undefined : columns[chosen];
        const cursor = reading === undefined ? 0 : axis.x(reading.date);
        return (
          <>
            <MoodPanel dashboard={dashboard} axis={axis} ticks={ticks} y={moodY} area={MOOD} />
            <SleepPanel days={dashboard.days} axis={axis} ticks={ticks} area={{ top: SLEEP.top, bottom }} slept={slept} />
            <g class="labels">
              {ticks.map((tick) => (
                <text
                  key={tick.date}
                  x={axis.x(tick.date)}
                  y={height - 6}
                  text-anchor={axis.x(tick.date) > width - 24 ? 'end' : 'middle'}
                >
                  {tick.label}
                </text>
              ))}
            </g>
            {reading !== undefined && (
              <g class="cursor">
                <line x1={cursor} x2={cursor} y1={MOOD.top} y2={MOOD.bottom} />
                {slept && <line x1={cursor} x2={cursor} y1={SLEEP.top} y2={SLEEP.bottom} />}
                {reading.day?.mood != null && <circle cx={cursor} cy={moodY(reading.day.mood)} r={6} />}
              </g>
            )}
          </>
        );
      }}
    </ChartSlider>
  );
}
