import { address } from '../address';
import { absent, useAnswer } from '../answer';
import { Failed, Waiting } from '../control/waiting';
import type { Correlations, Dashboard, Insight } from '../contract';
import { text } from '../messages';
import { to } from '../route';
import { AssociationList } from './association_list';
import type { Inside } from './frame';
import { InsightList, insightKey, insightName, splitInsights } from './insight_list';
import { Page } from './page';
import { RiskPanel, useRisk } from './risk';
import { SuggestionPanel } from './suggestions';
import { RANGES } from './course';

/** What the data say, with reasons; then what they can't say yet, and what is missing. */
export function InsightsPage({ session }: Inside) {
  const { value, problem, busy, reload } = useAnswer<Dashboard>(session, address('/v1/dashboard', { days: RANGES[1] }));
  const compared = useAnswer<Correlations>(session, '/v1/correlations');
  const risk = useRisk(session);
  return (
    <Page title={text.insights.title} intro={text.insights.intro}>
      <div class="columns">
        <RiskPanel answer={risk} />
        {problem !== null && <Failed problem={problem} onRetry={reload} />}
        {value === null && busy && <Waiting lines={6} />}
        {value !== null && <Sections dashboard={value} correlations={compared.value} />}
        <SuggestionPanel session={session} helped={risk.value?.support !== undefined} />
        {compared.problem !== null && !absent(compared.problem) && <Failed problem={compared.problem} onRetry={compared.reload} />}
      </div>
    </Page>
  );
}

function Sections({ dashboard, correlations }: { dashboard: Dashboard; correlations: Correlations | null }) {
  const { found, associations, waiting } = splitInsights(dashboard.insights);
  // A lasting change stands beside what goes with the days, where that is shown.
  const told = correlations !== null && correlations.items.length + correlations.changes.items.length > 0;
  return (
    <div class="columns">
      {found.length === 0 && associations.length === 0 && !told && (
        <section class="card empty">
          <h2>{text.insights.emptyTitle}</h2>
          <p>{text.insights.empty}</p>
          <p>
            <a class="button" href={to()}>
              {text.insights.emptyAction}
            </a>
          </p>
        </section>
      )}
      {told && <AssociationList correlations={correlations} />}
      {correlations === null && associations.length > 0 && (
        <section class="card insights" aria-labelledby="associations-title">
          <h2 id="associations-title">{text.insights.associations}</h2>
          <InsightList insights={associations} />
        </section>
      )}
      {found.length > 0 && (
        <section class="card insights" aria-labelledby="found-title">
          <h2 id="found-title">{text.insights.found}</h2>
          <InsightList insights={found} />
        </section>
      )}
      {(waiting.length > 0 || dashboard.forecast.abstained !== null) && <Waits dashboard={dashboard} waiting={waiting} />}
    </div>
  );
}

function Waits({ dashboard, waiting }: { dashboard: Dashboard; waiting: Insight[] }) {
  const { abstained } = dashboard.forecast;
  return (
    <section class="card waits" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{text.insights.notYetTitle}</h2>
      <p class="hint">{text.insights.notYetIntro}</p>
      <dl>
        {abstained !== null && <Wait name={text.insights.forecast} code={abstained.code} reason={abstained.reason} />}
        {waiting.map((insight) => (
          <Wait
            key={insightKey(insight)}
            name={insightName(insight)}
            code={insight.abstained?.code ?? ''}
            reason={insight.abstained?.reason ?? ''}
          />
        ))}
      </dl>
    </section>
  );
}

function Wait({ name, code, reason }: { name: string; code: string; reason: string }) {
  return (
    <div data-testid="insight-waiting">
      <dt>{name}</dt>
      <dd>
        {text.insights.codes[code] !== undefined && <strong>{text.insights.codes[code]}. </strong>}
        {reason}
      </dd>
    </div>
  );
}
