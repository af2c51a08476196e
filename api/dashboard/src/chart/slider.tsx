import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useWidth } from './width';

interface Props {
  label: string;
  hint: string;
  /** How many columns can be read, and which one is read while none is chosen. */
  count: number;
  start: number;
  /** What one would read off the chart at a column. */
  sentence: (index: number) => string;
  /** The column under a pixel of a chart of this width. */
  indexAt: (pixel: number, width: number) => number;
  height: number;
  /** Columns that Page Up and Page Down go. */
  page?: number;
  children: (width: number, chosen: number | null) => ComponentChildren;
}

/** A chart that is read column by column: by pointing, by touch, or with the arrow keys. */
export function ChartSlider(props: Props) {
  const { label, hint, count, start, sentence, indexAt, height, page = 7, children } = props;
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const width = useWidth(frame);
  const [chosen, choose] = useState<number | null>(null);
  if (count === 0) return null;
  const selected = Math.min(chosen ?? start, count - 1);
  const said = sentence(selected);

  const follow = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) choose(Math.min(count - 1, Math.max(0, indexAt(event.clientX - box.left, box.width))));
  };
  // A finger that is lifted leaves its column to be read; a mouse that goes elsewhere takes it along.
  const leave = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') choose(null);
  };
  const step = (event: KeyboardEvent) => {
    const target = stepped(event.key, selected, count - 1, page);
    if (target === null) return;
    event.preventDefault();
    choose(target);
  };

  return (
    <div class="read-off">
      <div
        ref={frame}
        class="timeline"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={selected}
        aria-valuetext={said}
        aria-describedby={`${id}-hint`}
        style={{ minHeight: `${height}px` }}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={leave}
        onBlur={() => choose(null)}
        onKeyDown={step}
      >
        {width > 0 && (
          <svg data-testid="timeline" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
            {children(width, chosen === null ? null : selected)}
          </svg>
        )}
      </div>
      <p class="reading" data-testid="chart-reading" aria-hidden="true">
        {said}
      </p>
      <p id={`${id}-hint`} class="fine">
        {hint}
      </p>
    </div>
  );
}

function stepped(key: string, from: number, last: number, page: number): number | null {
  const target: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowDown: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from + 1,
    PageDown: from - page,
    PageUp: from + page,
    Home: 0,
    End: last,
  };
  const index = target[key];
  return index === undefined ? null : Math.min(last, Math.max(0, index));
}
