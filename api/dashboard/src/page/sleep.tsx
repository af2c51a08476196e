import { useState } from 'preact/hooks';
import { address } from '../address';
import { useAnswer } from '../answer';
import { Nights } from '../chart/nights';
import { NightTable } from '../chart/night_table';
import { Segments } from '../control/segments';
import { Failed, Waiting } from '../control/waiting';
import type { Dashboard, Insight } from '../contract';
import { estimate } from '../figure';
import { text } from '../messages';
import { to } from '../route';
import type { Inside } from './frame';
import { InsightList } from './insight_list';
import { Page } from './page';

const RANGES = [14, 30, 90] as const;
type Range = (typeof RANGES)[number];

/** The nights: hours and stages, the level of the week, and what they show. */
export function SleepPage({ session }: Inside) {
  const [range, setRange] = useState<Range>(30);
  const { value, problem, busy, reload } = useAnswer<Dashboard>(session, address('/v1/dashboard', { days: range }));
  return (
    <Page title={text.sleep.title} intro={text.sleep.belongs}>
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value === null && busy && <Waiting tall />}
      {value !== null && (
        <div class="columns" aria-busy={busy}>
          <Level insight={value.insights.find((insight) => insight.code === 'sleep.level')} />
          <section class="card course" aria-labelledby="nights-title">
            <header>
              <h2 id="nights-title">{text.sleep.chart}</h2>
              <Segments name="nights" legend={text.sleep.range} choices={RANGES} label={text.sleep.nights} value={range} onChange={setRange} />
            </header>
            <Course dashboard={value} />
          </section>
          <Shown insights={value.insights} />
        </div>
      )}
    </Page>
  );
}

function Course({ dashboard }: { dashboard: Dashboard }) {
  const slept = dashboard.days.some((day) => day.sleep_hours !== null);
  if (slept) {
    return (
      <>
        <Nights dashboard={dashboard} />
        <NightTable days={dashboard.days} />
      </>
    );
  }
  // An insight that counts days tells whether there are older nights.
  const older = dashboard.insights.some((insight) => insight.metric === 'sleep.hours' && insight.days > 0);
  return (
    <div class="empty" data-testid="empty-state">
      <h3>{older ? text.sleep.emptyRange(dashboard.days.length) : text.sleep.emptyTitle}</h3>
      <p>{older ? text.sleep.emptyRangeBody : text.sleep.emptyBody}</p>
      <p class="actions">
        <a class="button" href={to('today', 'sleep')}>
          {text.sleep.record}
        </a>
        <a href={to('import')}>{text.sleep.import}</a>
      </p>
    </div>
  );
}

function Level({ insight }: { insight: Insight | undefined }) {
  if (insight === undefined || insight.abstained !== null || insight.value === null) return null;
  return (
    <section class="card level" aria-labelledby="level-title">
      <h2 id="level-title">{text.sleep.level}</h2>
      <p class="big">
        <span class="value">{estimate(insight.value)}</span> <span class="unit">{text.sleep.hours}</span>
      </p>
      <p class="hint">{insight.statement}</p>
    </section>
  );
}

function Shown({ insights }: { insights: Insight[] }) {
  const found = insights.filter(
    (insight) => insight.metric.startsWith('sleep.') && insight.code !== 'sleep.level' && insight.abstained === null,
  );
  if (found.length === 0) return null;
  return (
    <section class="card insights" aria-labelledby="shown-title">
      <h2 id="shown-title">{text.sleep.insights}</h2>
      <InsightList insights={found} />
    </section>
  );
}
