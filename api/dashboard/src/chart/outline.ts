import type { Day, ForecastPoint } from '../contract';
import type { Scale, TimeAxis } from './axis';

const at = (x: number, y: number) => `${x.toFixed(1)},${y.toFixed(1)}`;

/** The line of the rolling level: it breaks where a day has none, and a lone day is drawn as a dot. */
export function levelLine(days: Day[], axis: TimeAxis, y: Scale): string {
  let outline = '';
  let drawing = false;
  for (const day of days) {
    if (day.mood_level === null) {
      drawing = false;
      continue;
    }
    const point = at(axis.x(day.date), y(day.mood_level));
    outline += drawing ? `L${point}` : `M${point}h0`;
    drawing = true;
  }
  return outline;
}

export function forecastLine(points: ForecastPoint[], axis: TimeAxis, y: Scale): string {
  return widened(points, axis)
    .map(({ x, point }, index) => `${index === 0 ? 'M' : 'L'}${at(x, y(point.value))}`)
    .join('');
}

/** The area between the ends of the intervals. */
export function forecastBand(points: ForecastPoint[], axis: TimeAxis, y: Scale): string {
  if (points.length === 0) return '';
  const edge = widened(points, axis);
  const upper = edge.map(({ x, point }) => at(x, y(point.high)));
  const lower = edge.map(({ x, point }) => at(x, y(point.low))).reverse();
  return `M${[...upper, ...lower].join('L')}Z`;
}

/** The points with half a column more at either end, so that a forecast of one day can be seen too. */
function widened(points: ForecastPoint[], axis: TimeAxis): { x: number; point: ForecastPoint }[] {
  const middle = points.map((point) => ({ x: axis.x(point.date), point }));
  const first = middle[0];
  const last = middle[middle.length - 1];
  if (first === undefined || last === undefined) return [];
  const half = axis.columnWidth / 2;
  return [{ ...first, x: first.x - half }, ...middle, { ...last, x: last.x + half }];
}
