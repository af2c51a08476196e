import type { Insight } from '../contract';
import { ends } from '../figure';
import { text } from '../messages';

/** What the data say; then, quieter, what they can't say yet. */
export function Insights({ insights }: { insights: Insight[] }) {
  const waiting = insights.filter((insight) => insight.abstained !== null);
  const ready = insights.filter((insight) => insight.abstained === null);
  return (
    <section class="card insights" aria-labelledby="insights-title">
      <h2 id="insights-title">{text.insights.title}</h2>
      {ready.length === 0 && <p class="hint">{text.insights.empty}</p>}
      {ready.length > 0 && (
        <ul>
          {ready.map((insight) => (
            <li key={key(insight)} data-testid="insight">
              <p>{insight.statement}</p>
              <p class="fine">{grounds(insight)}</p>
            </li>
          ))}
        </ul>
      )}
      {waiting.length > 0 && (
        <ul class="waiting">
          {waiting.map((insight) => (
            <li key={key(insight)} data-testid="insight-waiting">
              {text.insights.notYet(name(insight), insight.abstained?.reason ?? '')}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const key = (insight: Insight) => `${insight.code} ${insight.metric} ${insight.statement}`;
const name = (insight: Insight) => text.insights.names[insight.code] ?? insight.metric;

/** What an insight rests on: its days, its interval, its model. */
function grounds({ low, high, unit, days, model }: Insight): string {
  const parts = [text.insights.days(days)];
  if (low !== null && high !== null) parts.push(text.insights.interval(...ends(low, high), unit));
  parts.push(text.insights.model(`${model.name} ${model.version}`));
  return parts.join(' · ');
}
