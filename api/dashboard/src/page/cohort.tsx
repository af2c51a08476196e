import { useState } from 'preact/hooks';
import { address } from '../address';
import { useAnswer } from '../answer';
import { shiftDate, spokenTime } from '../calendar';
import { CohortChart } from '../chart/cohort_chart';
import { Field } from '../control/field';
import { Segments } from '../control/segments';
import { Failed, Waiting } from '../control/waiting';
import type { InsightShares, Levels, RiskShares, Summary, Trend } from '../contract';
import { count, speed } from '../figure';
import { text } from '../messages';
import type { Session } from '../session';
import { Shares } from './shares';

const words = text.organisations.cohort;
const PERIODS = ['day', 'week', 'month'] as const;
type Period = (typeof PERIODS)[number];
/** How many days back each period is shown. */
const SPAN: Record<Period, number> = { day: 60, week: 182, month: 365 };
const USUAL_METRIC = 'mood.score';

/** What an owner sees of their members: aggregates, and where there are too few people nothing. */
export function Cohort({ session, id }: { session: Session; id: string }) {
  const summary = useAnswer<Summary>(session, address('/v1/stats/summary', { organisation: id }));
  const insights = useAnswer<InsightShares>(session, address('/v1/stats/insights', { organisation: id }));
  const risk = useAnswer<RiskShares>(session, address('/v1/stats/risk', { organisation: id }));
  const known = summary.value;
  return (
    <div class="columns">
      {summary.problem !== null && <Failed problem={summary.problem} onRetry={summary.reload} />}
      {known === null && summary.busy && <Waiting />}
      {known !== null && (
        <p class="people" data-testid="people">
          {known.people.suppressed || known.people.members_counted === null
            ? words.peopleSuppressed(known.minimum_people)
            : words.people(count(known.people.members_counted))}
        </p>
      )}
      {known !== null && <OverTime session={session} id={id} metrics={known.metrics.map(({ metric }) => metric)} />}
      <section class="card" aria-labelledby="prevalence-title">
        <h2 id="prevalence-title">{words.insights}</h2>
        <p class="hint">{words.insightsHint}</p>
        {insights.problem !== null && <Failed problem={insights.problem} onRetry={insights.reload} />}
        {insights.value === null && insights.busy && <Waiting />}
        {insights.value !== null && (
          <>
            <Shares
              cells={insights.value.cells.map((cell) => ({ ...cell, name: words.kinds[cell.kind] ?? cell.kind }))}
              least={insights.value.minimum_people}
              empty={words.insightsEmpty}
            />
            {insights.value.note !== undefined && <p class="fine">{insights.value.note}</p>}
          </>
        )}
      </section>
      <section class="card" aria-labelledby="risk-title">
        <h2 id="risk-title">{words.risk}</h2>
        <p class="hint">
          {words.riskHint} {risk.value?.as_of != null && words.asOf(spokenTime(risk.value.as_of))}
        </p>
        {risk.problem !== null && <Failed problem={risk.problem} onRetry={risk.reload} />}
        {risk.value === null && risk.busy && <Waiting />}
        {risk.value !== null && (
          <>
            <Shares
              cells={risk.value.cells.map((cell) => ({ ...cell, name: words.levelNames[cell.level] }))}
              least={risk.value.minimum_people}
              empty={words.insightsEmpty}
            />
            {[risk.value.basis, risk.value.note].map((line) => line != null && <p key={line} class="fine">{line}</p>)}
          </>
        )}
      </section>
    </div>
  );
}

function OverTime({ session, id, metrics }: { session: Session; id: string; metrics: string[] }) {
  const offered = metrics.length === 0 ? [USUAL_METRIC] : metrics;
  const [metric, setMetric] = useState(offered.includes(USUAL_METRIC) ? USUAL_METRIC : (offered[0] ?? USUAL_METRIC));
  const [period, setPeriod] = useState<Period>('week');
  const today = new Date().toISOString().slice(0, 10);
  const query = { organisation: id, metric, period, from: shiftDate(today, -SPAN[period]), to: today };
  const { value, problem, busy, reload } = useAnswer<Levels>(session, address('/v1/stats/levels', query));
  const name = words.metrics[metric] ?? metric;
  return (
    <section class="card course" aria-labelledby="levels-title">
      <header>
        <h2 id="levels-title">{words.levels}</h2>
        <div class="choose">
          <Field label={words.metric}>
            {(control) => (
              <select {...control} value={metric} onChange={(event) => setMetric(event.currentTarget.value)}>
                {offered.map((each) => (
                  <option key={each} value={each}>
                    {words.metrics[each] ?? each}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Segments name="period" legend={words.period} choices={PERIODS} label={(each) => words.periods[each]} value={period} onChange={setPeriod} />
        </div>
      </header>
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value === null && busy && <Waiting tall />}
      {value !== null && (
        <div aria-busy={busy} class="fields">
          {value.cells.length === 0 ? <p class="hint">{words.noPeriods}</p> : <CohortChart levels={value} name={name} />}
          {value.cells.some((cell) => cell.suppressed) && <p class="hint">{words.suppressed(value.minimum_people)}</p>}
          <p class="outlook" data-testid="cohort-trend">
            <strong>{words.trend.title}:</strong> {trendWords(value.trend)}
          </p>
          {value.note !== null && <p class="fine">{value.note}</p>}
        </div>
      )}
    </section>
  );
}

function trendWords(trend: Trend | null): string {
  if (trend === null) return words.trend.none;
  if (trend.abstained !== null) return words.trend.abstained(trend.abstained.reason);
  const { per_period, low, high, direction } = trend;
  if (per_period === null || low === null || high === null) return words.trend.none;
  if (direction === 'up') return words.trend.up(speed(per_period), speed(low), speed(high));
  if (direction === 'down') return words.trend.down(speed(-per_period), speed(-high), speed(-low));
  return words.trend.flat(speed(low), speed(high));
}
