import type { Scale, Tick, TimeAxis } from './axis';

interface Props {
  axis: TimeAxis;
  ticks: Tick[];
  y: Scale;
  /** Values that get a line and a label. */
  levels: number[];
  area: { top: number; bottom: number };
}

/** The quiet lines behind a panel, and the labels of its values. */
export function Grid({ axis, ticks, y, levels, area }: Props) {
  return (
    <>
      <g class="grid">
        {ticks.map(({ date }) => (
          <line key={date} x1={axis.x(date)} x2={axis.x(date)} y1={area.top} y2={area.bottom} />
        ))}
        {levels.map((level) => (
          <line key={level} x1={axis.left} x2={axis.right} y1={y(level)} y2={y(level)} />
        ))}
      </g>
      <g class="labels">
        {levels.map((level) => (
          <text key={level} x={axis.left - 8} y={y(level) + 4} text-anchor="end">
            {level}
          </text>
        ))}
      </g>
    </>
  );
}
