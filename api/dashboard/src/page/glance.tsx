import type { ComponentChildren } from 'preact';
import { spokenDate } from '../calendar';
import type { Dashboard } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { nextPoint } from './course';

/** Four figures for those who only pass by. */
export function Glance({ dashboard }: { dashboard: Dashboard }) {
  const { days, forecast, today } = dashboard;
  const now = days.find((day) => day.date === today);
  const level = days.findLast((day) => day.mood_level !== null);
  const next = forecast.abstained === null ? nextPoint(forecast, today) : null;
  return (
    <section aria-labelledby="glance-title">
      <h2 id="glance-title" class="visually-hidden">
        {text.today.glance.title}
      </h2>
      <dl class="glance">
        <Tile name={text.today.glance.today} value={now?.mood ?? null} format={figure} unit={text.today.glance.ofTen} testId="glance-today" />
        <Tile
          name={text.today.glance.level}
          value={level?.mood_level ?? null}
          unit={text.today.glance.ofTen}
          none={text.today.glance.notYet}
          testId="glance-level"
        >
          {level !== undefined && level.date !== today && text.today.glance.levelOn(spokenDate(level.date, today))}
        </Tile>
        <Tile
          name={next === null ? text.today.glance.tomorrow : spokenDate(next.date, today)}
          value={next?.value ?? null}
          unit={next === null ? '' : text.interval(estimate(next.low), estimate(next.high))}
          none={text.today.glance.notYet}
          testId="glance-tomorrow"
        />
        <Tile name={text.today.glance.sleep} value={now?.sleep_hours ?? null} unit={text.today.glance.hours} testId="glance-sleep" />
      </dl>
    </section>
  );
}

interface TileProps {
  name: string;
  value: number | null;
  unit: string;
  format?: (value: number) => string;
  /** What stands there without a value. */
  none?: string;
  testId: string;
  children?: ComponentChildren;
}

function Tile({ name, value, unit, format = estimate, none = text.today.glance.none, testId, children }: TileProps) {
  return (
    <div data-testid={testId}>
      <dt>{name}</dt>
      {value === null ? (
        <dd class="none">{none}</dd>
      ) : (
        <dd>
          <span class="value">{format(value)}</span> <span class="unit">{unit}</span>
          {children && <span class="unit since">{children}</span>}
        </dd>
      )}
    </div>
  );
}
