import type { Dashboard } from '../contract';
import { text } from '../messages';
import type { Scale, Tick, TimeAxis } from './axis';
import { Grid } from './grid';
import { forecastBand, forecastLine, levelLine } from './outline';

interface Props {
  dashboard: Dashboard;
  axis: TimeAxis;
  ticks: Tick[];
  y: Scale;
  area: { top: number; bottom: number };
}

const LEVELS = [1, 4, 7, 10];
const FEW = 30;

export function MoodPanel({ dashboard, axis, ticks, y, area }: Props) {
  const { days, forecast, today } = dashboard;
  const moods = days.filter((day) => day.mood !== null).length;
  // Many points shrink to stay apart; a few stay easy to find.
  const radius = Math.min(4, Math.max(moods > FEW ? 1.6 : 3, axis.columnWidth * 0.32));
  const dawn = axis.x(today) + axis.columnWidth / 2;
  return (
    <g data-testid="mood-panel">
      <text class="panel-title" x={0} y={area.top - 14}>
        {text.chart.mood}
      </text>
      <Grid axis={axis} ticks={ticks} y={y} levels={LEVELS} area={area} />
      {forecast.points.length > 0 && (
        <>
          <line class="dawn" x1={dawn} x2={dawn} y1={area.top} y2={area.bottom} />
          <path class="forecast-band" data-testid="forecast-band" d={forecastBand(forecast.points, axis, y)} />
          <path class="forecast-line" data-testid="forecast-line" d={forecastLine(forecast.points, axis, y)} />
        </>
      )}
      {days.map(
        (day) =>
          day.mood !== null && (
            <circle
              key={day.date}
              class="mood-point"
              data-testid="mood-point"
              data-date={day.date}
              cx={axis.x(day.date)}
              cy={y(day.mood)}
              r={radius}
            />
          ),
      )}
      <path class="mood-level" data-testid="mood-level" d={levelLine(days, axis, y)} />
    </g>
  );
}
