import { dateWithYear } from '../calendar';
import type { Course, CoursePoint } from '../contract';
import { figure } from '../figure';
import { text } from '../messages';
import { linear, timeAxis, timeTicks } from './axis';
import { ChartSlider } from './slider';
import { Table } from './table';

const AREA = { top: 12, bottom: 192 };
const HEIGHT = 222;
const MARGIN = { left: 28, right: 12 };
const LABEL_WIDTH = 80;
/** Room that the name of a band needs, in pixels; in a narrow chart it stands behind the line. */
const BAND_HEIGHT = 15;
const BAND_NAMES = 124;
const NARROW = 560;

type Scored = CoursePoint & { total: number };

/** The totals of a questionnaire over time, before the bands of its scores. */
export function CourseChart({ course }: { course: Course }) {
  const points = course.points
    .filter((point): point is Scored => point.total !== null)
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return null;
  const words = text.assessments.course;
  const { name } = text.instruments[course.instrument];
  const y = linear(course.minimum, course.maximum, AREA.bottom, AREA.top);
  const axisOf = (width: number) =>
    timeAxis(first.local_date, last.local_date, MARGIN.left + 8, width - (width < NARROW ? MARGIN.right : BAND_NAMES));
  return (
    <>
      <ChartSlider
        label={words.chart(name)}
        hint={text.chart.hint}
        count={points.length}
        start={points.length - 1}
        page={1}
        sentence={(index) => spoken(points[index])}
        indexAt={(pixel, width) => nearest(points, axisOf(width).x, pixel)}
        height={HEIGHT}
      >
        {(width, chosen) => {
          const axis = axisOf(width);
          const x = (point: Scored) => axis.x(point.local_date);
          const line = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point).toFixed(1)},${y(point.total).toFixed(1)}`).join('');
          return (
            <>
              <Bands course={course} y={y} width={width} />
              <path class="course-line" d={line} />
              {points.map((point, index) => (
                <circle
                  key={point.id}
                  class={point.change?.reliable === true ? 'course-point reliable' : 'course-point'}
                  data-testid="course-point"
                  cx={x(point)}
                  cy={y(point.total)}
                  r={index === chosen ? 7 : 5}
                />
              ))}
              <g class="labels">
                {dayTicks(axis, width).map((tick) => (
                  <text key={tick.date} x={axis.x(tick.date)} y={HEIGHT - 6} text-anchor={axis.x(tick.date) > width - 40 ? 'end' : 'middle'}>
                    {tick.label}
                  </text>
                ))}
              </g>
            </>
          );
        }}
      </ChartSlider>
      <p class="fine">
        {[
          course.reliable_change !== null && words.reliable(figure(course.reliable_change)),
          course.important_difference !== null && words.important(figure(course.important_difference)),
          points.length === 1 && words.one,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <Table
        summary={words.table}
        caption={words.caption(name)}
        columns={[words.columns.date, words.columns.total, words.columns.band, words.columns.change]}
        rows={() =>
          [...points].reverse().map((point) => ({
            key: point.id,
            cells: [dateWithYear(point.local_date), figure(point.total), point.band ?? text.none, changed(point)],
          }))
        }
      />
    </>
  );
}

function dayTicks(axis: ReturnType<typeof timeAxis>, width: number) {
  return timeTicks(axis, Math.max(2, Math.floor(width / LABEL_WIDTH)));
}

function Bands({ course, y, width }: { course: Course; y: (value: number) => number; width: number }) {
  const names = course.bands.length === 0 ? [{ name: '', from: course.minimum, to: course.maximum }] : course.bands;
  return (
    <g class="bands">
      {names.map((band, index) => {
        // Whole points: a band reaches half a point beyond its ends.
        const upper = y(Math.min(course.maximum, band.to + 0.5));
        const lower = y(Math.max(course.minimum, band.from - 0.5));
        return (
          <g key={band.name}>
            <rect class={index % 2 === 0 ? 'band' : 'band other'} x={MARGIN.left} y={upper} width={Math.max(0, width - MARGIN.left)} height={lower - upper} />
            {lower - upper >= BAND_HEIGHT && (
              <text x={width - 8} y={(upper + lower) / 2 + 4} text-anchor="end">
                {band.name}
              </text>
            )}
            <text x={MARGIN.left - 6} y={y(band.from) + 4} text-anchor="end">
              {band.from}
            </text>
          </g>
        );
      })}
      <text x={MARGIN.left - 6} y={y(course.maximum) + 4} text-anchor="end">
        {course.maximum}
      </text>
    </g>
  );
}

function nearest(points: Scored[], x: (date: string) => number, pixel: number): number {
  let best = 0;
  points.forEach((point, index) => {
    const chosen = points[best];
    if (chosen !== undefined && Math.abs(x(point.local_date) - pixel) < Math.abs(x(chosen.local_date) - pixel)) best = index;
  });
  return best;
}

/** What became of the total since the one before, in words. */
function changed({ change }: CoursePoint): string {
  const words = text.assessments.course.change;
  if (change === null) return words.first;
  if (change.direction === 'same') return words.same;
  const by = `${change.from_previous > 0 ? '+' : '−'}${figure(Math.abs(change.from_previous))}`;
  const told = change.direction === 'better' ? words.better(by) : words.worse(by);
  if (change.reliable === null) return told;
  return `${told}: ${change.reliable ? words.reliable : words.unreliable}`;
}

function spoken(point: Scored | undefined): string {
  if (point === undefined) return '';
  const parts = [text.kinds.assessment.total(figure(point.total))];
  if (point.band !== null) parts.push(point.band);
  parts.push(changed(point));
  return `${dateWithYear(point.local_date)}: ${parts.join(' · ')}`;
}
