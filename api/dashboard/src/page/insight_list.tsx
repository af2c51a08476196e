import type { Insight } from '../contract';
import { ends } from '../figure';
import { text } from '../messages';

/** Insights of this kind say what goes together with better and worse days. */
const ASSOCIATION = /^(association|correlation)\./;

export interface Split {
  /** What the data say. */
  found: Insight[];
  /** Of that, what goes with better and worse days. */
  associations: Insight[];
  /** What they can't say yet. */
  waiting: Insight[];
}

export function splitInsights(insights: Insight[]): Split {
  const ready = insights.filter((insight) => insight.abstained === null);
  return {
    found: ready.filter((insight) => !ASSOCIATION.test(insight.code)),
    associations: ready.filter((insight) => ASSOCIATION.test(insight.code)),
    waiting: insights.filter((insight) => insight.abstained !== null),
  };
}

export function InsightList({ insights }: { insights: Insight[] }) {
  return (
    <ul class="statements">
      {insights.map((insight) => (
        <li key={insightKey(insight)} data-testid="insight">
          <p>{insight.statement}</p>
          <p class="fine">{grounds(insight)}</p>
        </li>
      ))}
    </ul>
  );
}

export const insightKey = (insight: Insight) => `${insight.code} ${insight.metric} ${insight.statement}`;
export const insightName = (insight: Insight) => text.insights.names[insight.code] ?? insight.metric;

/** What an insight rests on: its days, its interval, its model. */
function grounds({ low, high, unit, days, model }: Insight): string {
  const parts = [text.insights.days(days)];
  if (low !== null && high !== null) parts.push(text.insights.interval(...ends(low, high), unit));
  parts.push(text.insights.model(`${model.name} ${model.version}`));
  return parts.join(' · ');
}
