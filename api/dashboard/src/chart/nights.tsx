import { weekdayDate } from '../calendar';
import type { Dashboard, Day } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { linear, timeAxis, timeTicks } from './axis';
import { Grid } from './grid';
import { ChartSlider } from './slider';

const AREA = { top: 16, bottom: 226 };
const HEIGHT = 254;
const MARGIN = { left: 28, right: 4 };
const LABEL_WIDTH = 68;
const USUAL_TOP_HOURS = 10;

/** From the bottom up: what restores most lies at the base. */
export const STAGES = ['deep', 'light', 'rem', 'awake'] as const;
export type Stage = (typeof STAGES)[number];

export const stageHours = (day: Day, stage: Stage): number | null => day[`${stage}_hours`] ?? null;
export const staged = (day: Day): boolean => STAGES.some((stage) => stageHours(day, stage) !== null);

/** A bar for each night, its stages stacked; a night without stages is one piece. */
export function Nights({ dashboard }: { dashboard: Dashboard }) {
  const { days } = dashboard;
  const first = days[0];
  const last = days[days.length - 1];
  if (first === undefined || last === undefined) return null;
  const axisOf = (width: number) =>
    timeAxis(first.date, last.date, MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1));
  const top = Math.ceil(Math.max(USUAL_TOP_HOURS, ...days.map(inBed)) / 2) * 2;
  const y = linear(0, top, AREA.bottom, AREA.top);
  const levels = Array.from({ length: Math.floor(top / 4) + 1 }, (_, index) => index * 4);
  return (
    <>
      <Legend days={days} />
      <ChartSlider
        label={text.sleep.chartLabel}
        hint={text.sleep.hint}
        count={days.length}
        start={Math.max(0, days.findLastIndex((day) => day.sleep_hours !== null))}
        sentence={(index) => spoken(days[index])}
        indexAt={(pixel, width) => axisOf(width).indexAt(pixel)}
        height={HEIGHT}
      >
        {(width, chosen) => {
          const axis = axisOf(width);
          const ticks = timeTicks(axis, Math.max(2, Math.floor(width / LABEL_WIDTH)));
          const wide = Math.max(1.5, Math.min(26, axis.columnWidth * 0.68));
          return (
            <>
              <Grid axis={axis} ticks={[]} y={y} levels={levels} area={AREA} />
              {days.map((day, index) => (
                <Bar key={day.date} day={day} x={axis.x(day.date) - wide / 2} width={wide} y={y} dimmed={chosen !== null && chosen !== index} />
              ))}
              <g class="labels">
                {ticks.map((tick) => (
                  <text key={tick.date} x={axis.x(tick.date)} y={HEIGHT - 6} text-anchor={axis.x(tick.date) > width - 24 ? 'end' : 'middle'}>
                    {tick.label}
                  </text>
                ))}
              </g>
            </>
          );
        }}
      </ChartSlider>
    </>
  );
}

interface BarProps {
  day: Day;
  x: number;
  width: number;
  y: (hours: number) => number;
  dimmed: boolean;
}

function Bar({ day, x, width, y, dimmed }: BarProps) {
  if (day.sleep_hours === null) return null;
  const round = Math.min(3, width / 4);
  if (!staged(day)) {
    return (
      <g class={dimmed ? 'night dimmed' : 'night'} data-testid="night" data-date={day.date}>
        <rect class="stage-unknown" x={x} y={y(day.sleep_hours)} width={width} height={y(0) - y(day.sleep_hours)} rx={round} />
      </g>
    );
  }
  let below = 0;
  return (
    <g class={dimmed ? 'night dimmed' : 'night'} data-testid="night" data-date={day.date}>
      {STAGES.map((stage) => {
        const hours = stageHours(day, stage) ?? 0;
        if (hours <= 0) return null;
        const bottom = y(below);
        below += hours;
        // A hair of ground between the pieces tells them apart without their colour.
        return <rect key={stage} class={`stage-${stage}`} x={x} y={y(below) + 0.5} width={width} height={Math.max(0.5, bottom - y(below) - 1)} rx={round} />;
      })}
    </g>
  );
}

/** What the bar of a night is as tall as. */
function inBed(day: Day): number {
  if (!staged(day)) return day.sleep_hours ?? 0;
  return STAGES.reduce((sum, stage) => sum + (stageHours(day, stage) ?? 0), 0);
}

function Legend({ days }: { days: Day[] }) {
  const stages = days.some(staged);
  const whole = days.some((day) => day.sleep_hours !== null && !staged(day));
  return (
    <ul class="legend" aria-label={text.sleep.legend}>
      {stages &&
        STAGES.map((stage) => (
          <li key={stage}>
            <svg width="14" height="14" aria-hidden="true">
              <rect class={`stage-${stage}`} x="1" y="1" width="12" height="12" rx="3" />
            </svg>
            {text.sleep.stages[stage]}
          </li>
        ))}
      {whole && (
        <li>
          <svg width="14" height="14" aria-hidden="true">
            <rect class="stage-unknown" x="1" y="1" width="12" height="12" rx="3" />
          </svg>
          {stages ? text.sleep.stages.whole : text.sleep.title}
        </li>
      )}
    </ul>
  );
}

function spoken(day: Day | undefined): string {
  if (day === undefined) return '';
  if (day.sleep_hours === null) return `${weekdayDate(day.date)}: ${text.sleep.read.nothing}`;
  const parts = [text.sleep.read.hours(estimate(day.sleep_hours))];
  for (const stage of STAGES) {
    const hours = stageHours(day, stage);
    if (hours !== null) parts.push(text.sleep.read.stage(text.sleep.stages[stage], estimate(hours)));
  }
  if (day.sleep_quality !== null) parts.push(text.sleep.read.quality(figure(day.sleep_quality)));
  return `${weekdayDate(day.date)}: ${parts.join(' · ')}`;
}
