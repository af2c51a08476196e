import { dateWithYear, shortDate } from '../calendar';
import type { PopulationPeriod } from '../contract';
import { count, finely } from '../figure';
import { text } from '../messages';
import { linear, roundValues } from './axis';
import { ChartSlider } from './slider';
import { Table } from './table';

const AREA = { top: 14, bottom: 234 };
const HEIGHT = 262;
const MARGIN = { left: 36, right: 6 };
const LABEL_WIDTH = 64;
/** Room above and below the intervals, as a part of their range. */
const AIR = 0.12;
const LINES = 4;

const words = text.organisations.cohort;

/** A cohort's level period by period, with its interval; a period with too few people is hatched. */
export function CohortChart({ cells, name }: { cells: PopulationPeriod[]; name: string }) {
  const levelsOfAxis = roundValues(...rangeOf(cells), LINES);
  const y = linear(levelsOfAxis[0] ?? 0, levelsOfAxis[levelsOfAxis.length - 1] ?? 1, AREA.bottom, AREA.top);
  const step = (width: number) => (width - MARGIN.left - MARGIN.right) / cells.length;
  const x = (index: number, width: number) => MARGIN.left + (index + 0.5) * step(width);
  const lastShown = cells.findLastIndex((cell) => !cell.suppressed);
  return (
    <>
      <Legend suppressed={cells.some((cell) => cell.suppressed)} />
      <ChartSlider
        label={words.slider}
        hint={text.chart.hint}
        count={cells.length}
        start={lastShown < 0 ? cells.length - 1 : lastShown}
        page={4}
        sentence={(index) => spoken(cells[index])}
        indexAt={(pixel, width) => Math.floor((pixel - MARGIN.left) / step(width))}
        height={HEIGHT}
      >
        {(width, chosen) => (
          <>
            <Hatching />
            <Scale values={levelsOfAxis} y={y} width={width} />
            <path class="forecast-band cohort-band" d={band(cells, (index) => x(index, width), y)} />
            <path class="mood-level" d={line(cells, (index) => x(index, width), y)} />
            {cells.map((cell, index) =>
              cell.suppressed ? (
                <rect
                  key={cell.start}
                  class="hatched-period"
                  data-testid="suppressed"
                  x={x(index, width) - step(width) / 2}
                  y={AREA.top}
                  width={step(width)}
                  height={AREA.bottom - AREA.top}
                />
              ) : (
                cell.mean !== null && (
                  <circle key={cell.start} class="course-point" data-testid="cohort-point" cx={x(index, width)} cy={y(cell.mean.value)} r={index === chosen ? 6 : Math.min(4, step(width) / 3)} />
                )
              ),
            )}
            <g class="labels">
              {cells.map((cell, index) =>
                (cells.length - 1 - index) % Math.max(1, Math.ceil(LABEL_WIDTH / step(width))) === 0 ? (
                  <text key={cell.start} x={x(index, width)} y={HEIGHT - 6} text-anchor={x(index, width) > width - 30 ? 'end' : 'middle'}>
                    {shortDate(cell.start)}
                  </text>
                ) : null,
              )}
            </g>
          </>
        )}
      </ChartSlider>
      <p class="fine">{words.chart(name)}</p>
      <Table
        summary={words.table}
        caption={words.caption}
        columns={[words.columns.period, words.columns.people, words.columns.mean, words.columns.interval, words.columns.deviation]}
        rows={() => [...cells].reverse().map((cell) => ({ key: cell.start, cells: row(cell) }))}
      />
    </>
  );
}

/** Parallel strokes that go on from one period to the next. */
function Hatching() {
  return (
    <defs>
      <pattern id="hatching" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path class="hatch" d="M0,0V8" />
      </pattern>
    </defs>
  );
}

function Scale({ values, y, width }: { values: number[]; y: (value: number) => number; width: number }) {
  return (
    <>
      <g class="grid">
        {values.map((value) => (
          <line key={value} x1={MARGIN.left} x2={width - MARGIN.right} y1={y(value)} y2={y(value)} />
        ))}
      </g>
      <g class="labels">
        {values.map((value) => (
          <text key={value} x={MARGIN.left - 8} y={y(value) + 4} text-anchor="end">
            {finely(value)}
          </text>
        ))}
      </g>
    </>
  );
}

/** The lowest and the highest of what is drawn, with air; anything while nothing is. */
function rangeOf(cells: PopulationPeriod[]): [number, number] {
  const values = cells.flatMap(({ mean }) => (mean === null ? [] : [mean.low, mean.high]));
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max((high - low) * AIR, 0.1);
  return [low - air, high + air];
}

/** The area of the intervals; it breaks where a period is not shown. */
function band(cells: PopulationPeriod[], x: (index: number) => number, y: (value: number) => number): string {
  return runs(cells)
    .map((run) => {
      const upper = run.map(({ cell, index }) => `${x(index).toFixed(1)},${y(cell.mean?.high ?? 0).toFixed(1)}`);
      const lower = run.map(({ cell, index }) => `${x(index).toFixed(1)},${y(cell.mean?.low ?? 0).toFixed(1)}`).reverse();
      return `M${[...upper, ...lower].join('L')}Z`;
    })
    .join('');
}

function line(cells: PopulationPeriod[], x: (index: number) => number, y: (value: number) => number): string {
  return runs(cells)
    .map((run) => `M${run.map(({ cell, index }) => `${x(index).toFixed(1)},${y(cell.mean?.value ?? 0).toFixed(1)}`).join('L')}h0`)
    .join('');
}

type Run = { cell: PopulationPeriod; index: number }[];

/** Neighbours that are shown. */
function runs(cells: PopulationPeriod[]): Run[] {
  const found: Run[] = [];
  let run: Run = [];
  cells.forEach((cell, index) => {
    if (cell.suppressed || cell.mean === null) {
      if (run.length > 0) found.push(run);
      run = [];
    } else {
      run.push({ cell, index });
    }
  });
  return run.length > 0 ? [...found, run] : found;
}

function Legend({ suppressed }: { suppressed: boolean }) {
  return (
    <ul class="legend" aria-label={words.legend.title}>
      <li>
        <svg width="22" height="14" aria-hidden="true">
          <path class="mood-level" d="M2,7H20" />
        </svg>
        {words.legend.mean}
      </li>
      <li>
        <svg width="22" height="14" aria-hidden="true">
          <rect class="forecast-band cohort-band" x="1" y="1" width="20" height="12" />
        </svg>
        {words.legend.interval}
      </li>
      {suppressed && (
        <li>
          <svg width="22" height="14" aria-hidden="true">
            <path class="hatch" d="M1,1L14,14M8,1L21,14M1,8L7,14M15,1L21,7" />
          </svg>
          {words.legend.suppressed}
        </li>
      )}
    </ul>
  );
}

const span = (cell: PopulationPeriod) => words.span(dateWithYear(cell.start), dateWithYear(cell.end));

function row(cell: PopulationPeriod): string[] {
  if (cell.suppressed || cell.mean === null) return [span(cell), words.tooFew, text.none, text.none, text.none];
  return [
    span(cell),
    cell.people === null ? text.none : count(cell.people.value),
    finely(cell.mean.value),
    text.interval(finely(cell.mean.low), finely(cell.mean.high)),
    cell.standard_deviation === null ? text.none : finely(cell.standard_deviation),
  ];
}

function spoken(cell: PopulationPeriod | undefined): string {
  if (cell === undefined) return '';
  if (cell.suppressed || cell.mean === null) return `${span(cell)}: ${words.tooFew}`;
  const parts = [words.read.mean(finely(cell.mean.value)), words.read.interval(finely(cell.mean.low), finely(cell.mean.high))];
  if (cell.people !== null) parts.push(words.read.people(count(cell.people.value)));
  return `${span(cell)}: ${parts.join(' · ')}`;
}
