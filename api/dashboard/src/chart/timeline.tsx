import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Dashboard } from '../contract';
import { text } from '../messages';
import { linear, timeAxis, timeTicks } from './axis';
import { MoodPanel } from './mood_panel';
import { readings, spoken } from './reading';
import { SleepPanel } from './sleep_panel';

const MARGIN = { left: 28, right: 4 };
const MOOD = { top: 26, bottom: 246 };
const SLEEP = { top: 290, bottom: 366 };
const NO_SLEEP_BOTTOM = 312;
/** Room that a date needs on the axis, in pixels. */
const LABEL_WIDTH = 68;

/** Mood with its forecast, and sleep below it, over one time axis. */
export function Timeline({ dashboard }: { dashboard: Dashboard }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const columns = useMemo(() => readings(dashboard), [dashboard]);
  const todayIndex = dashboard.days.length - 1;
  const [chosen, choose] = useState<number | null>(null);
  const selected = Math.min(chosen ?? todayIndex, columns.length - 1);
  const reading = columns[selected];
  const first = columns[0];
  const last = columns[columns.length - 1];
  if (reading === undefined || first === undefined || last === undefined) return null;

  const axis = timeAxis(first.date, last.date, MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1));
  const slept = dashboard.days.some((day) => day.sleep_hours !== null);
  const bottom = slept ? SLEEP.bottom : NO_SLEEP_BOTTOM;
  const height = bottom + 26;
  const ticks = timeTicks(axis, Math.max(2, Math.floor(width / LABEL_WIDTH)));
  const moodY = linear(1, 10, MOOD.bottom, MOOD.top);
  const cursor = axis.x(reading.date);
  const sentence = spoken(reading, dashboard.today);

  const follow = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) choose(axis.indexAt(event.clientX - box.left));
  };
  // A finger that is lifted leaves its day to be read; a mouse that goes elsewhere takes it along.
  const leave = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') choose(null);
  };
  const step = (event: KeyboardEvent) => {
    const target = stepped(event.key, selected, columns.length - 1);
    if (target === null) return;
    event.preventDefault();
    choose(target);
  };

  return (
    <>
      <div
        ref={frame}
        class="timeline"
        role="slider"
        tabIndex={0}
        aria-label={text.chart.slider}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={columns.length - 1}
        aria-valuenow={selected}
        aria-valuetext={sentence}
        aria-describedby="chart-hint"
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={leave}
        onBlur={() => choose(null)}
        onKeyDown={step}
      >
        {width > 0 && (
          <svg data-testid="timeline" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
            <MoodPanel dashboard={dashboard} axis={axis} ticks={ticks} y={moodY} area={MOOD} />
            <SleepPanel days={dashboard.days} axis={axis} ticks={ticks} area={{ top: SLEEP.top, bottom }} slept={slept} />
            <g class="labels">
              {ticks.map((tick) => (
                <text key={tick.date} x={axis.x(tick.date)} y={height - 6} text-anchor={axis.x(tick.date) > width - 24 ? 'end' : 'middle'}>
                  {tick.label}
                </text>
              ))}
            </g>
            {chosen !== null && (
              <g class="cursor">
                <line x1={cursor} x2={cursor} y1={MOOD.top} y2={MOOD.bottom} />
                {slept && <line x1={cursor} x2={cursor} y1={SLEEP.top} y2={SLEEP.bottom} />}
                {reading.day?.mood != null && <circle cx={cursor} cy={moodY(reading.day.mood)} r={6} />}
              </g>
            )}
          </svg>
        )}
      </div>
      <p class="reading" data-testid="chart-reading" aria-hidden="true">
        {sentence}
      </p>
      <p id="chart-hint" class="fine">
        {text.chart.hint}
      </p>
    </>
  );
}

function stepped(key: string, from: number, last: number): number | null {
  const target: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowDown: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from + 1,
    PageDown: from - 7,
    PageUp: from + 7,
    Home: 0,
    End: last,
  };
  const index = target[key];
  return index === undefined ? null : Math.min(last, Math.max(0, index));
}

/** The width that the page gives the element, in CSS pixels, so that the letters keep their size. */
function useWidth(frame: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => setWidth(Math.floor(element.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}
