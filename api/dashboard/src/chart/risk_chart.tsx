import { dateWithYear } from '../calendar';
import { LEVELS, type Risk, type RiskDay } from '../contract';
import { figure } from '../figure';
import { text } from '../messages';
import { timeAxis, timeTicks } from './axis';
import { ChartSlider } from './slider';
import { Table } from './table';

const TOP = 8;
const STEP = 26;
const BOTTOM = TOP + STEP * LEVELS.length;
const HEIGHT = BOTTOM + 26;
const LEFT = 76;
const LABEL_WIDTH = 80;
/** Shares that are named for a day. */
const NAMED = 2;

/** The level of each day, as steps; read day by day, or as a table. */
export function RiskChart({ risk }: { risk: Risk }) {
  const days = risk.history;
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const words = text.risk;
  const axisOf = (width: number) => timeAxis(first.date, last.date, LEFT, width - 8);
  return (
    <>
      <ChartSlider
        label={words.chart(days.length)}
        hint={text.chart.hint}
        count={days.length}
        start={days.length - 1}
        sentence={(index) => spoken(days[index])}
        indexAt={(pixel, width) => axisOf(width).indexAt(pixel)}
        height={HEIGHT}
      >
        {(width, chosen) => {
          const axis = axisOf(width);
          return (
            <>
              <g class="bands">
                {LEVELS.map((level, index) => (
                  <g key={level}>
                    <rect
                      class={index % 2 === 0 ? 'band' : 'band other'}
                      x={LEFT}
                      y={BOTTOM - STEP * (index + 1)}
                      width={Math.max(0, width - 8 - LEFT)}
                      height={STEP}
                    />
                    <text x={LEFT - 8} y={BOTTOM - STEP * index - 9} text-anchor="end">
                      {words.levels[level]}
                    </text>
                  </g>
                ))}
              </g>
              {days.map((day, index) =>
                day.level === null ? null : (
                  <rect
                    key={day.date}
                    class={index === chosen ? 'risk-day chosen' : 'risk-day'}
                    data-testid="risk-day"
                    x={axis.x(day.date) - axis.columnWidth / 2}
                    y={BOTTOM - STEP * LEVELS.indexOf(day.level) - 8}
                    width={Math.max(1, axis.columnWidth)}
                    height={STEP * LEVELS.indexOf(day.level) + 8}
                  />
                ),
              )}
              <g class="labels">
                {timeTicks(axis, Math.max(2, Math.floor(width / LABEL_WIDTH))).map((tick) => (
                  <text key={tick.date} x={axis.x(tick.date)} y={HEIGHT - 6} text-anchor={axis.x(tick.date) > width - 40 ? 'end' : 'middle'}>
                    {tick.label}
                  </text>
                ))}
              </g>
            </>
          );
        }}
      </ChartSlider>
      <Table
        summary={words.table}
        caption={words.chart(days.length)}
        columns={[words.columns.date, words.columns.level, words.columns.points, words.columns.reasons]}
        rows={() =>
          [...days].reverse().map((day) => ({
            key: day.date,
            cells: [dateWithYear(day.date), levelName(day), day.points === null ? text.none : figure(day.points), named(day) || text.none],
          }))
        }
      />
    </>
  );
}

const levelName = (day: RiskDay) => (day.level === null ? text.risk.notKnown : text.risk.levels[day.level]);

function named(day: RiskDay): string {
  const shares = day.contributions.slice(0, NAMED).map((share) => text.risk.signals[share.signal ?? 'floor'] ?? share.signal);
  return shares.join(', ');
}

function spoken(day: RiskDay | undefined): string {
  return day === undefined ? '' : text.risk.spoken(dateWithYear(day.date), levelName(day), named(day));
}
