import { Table } from '../chart/table';
import type { Association, Comparison, Correlations } from '../contract';
import { confidence, count, ends, finely, percent } from '../figure';
import { text } from '../messages';

/** What goes with better and worse days, each with what it rests on; or why nothing can be told. */
export function AssociationList({ correlations }: { correlations: Correlations }) {
  const { items, changes, abstained, tests, false_discovery_rate: rate } = correlations;
  return (
    <section class="card insights" aria-labelledby="associations-title" data-testid="associations">
      <h2 id="associations-title">{text.insights.associations}</h2>
      {abstained !== null && (
        <p data-testid="associations-abstained">
          {text.insights.codes[abstained.code] !== undefined && <strong>{text.insights.codes[abstained.code]}. </strong>}
          {abstained.reason}
        </p>
      )}
      {items.length > 0 && <p class="hint">{text.associations.hint(tests, percent(rate))}</p>}
      <ul class="statements">
        {items.map((item) => (
          <Told key={item.metric} item={item} />
        ))}
        {changes.items.map((change) => (
          <li key={change.date} data-testid="level-change">
            <p>{change.statement}</p>
            <p class="fine">{text.associations.change(change.days_before, change.days_after)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Told({ item }: { item: Association }) {
  const best = item.evidence.find((test) => test.lag === item.lag);
  return (
    <li data-testid="association">
      <p>
        {item.statement}
        {item.new && <span class="fine"> {text.associations.fresh}</span>}
      </p>
      {best !== undefined && <p class="fine">{grounds(item, best)}</p>}
      <Table
        summary={text.associations.evidence}
        caption={item.statement}
        columns={text.associations.columns}
        rows={() => item.evidence.map(row)}
      />
    </li>
  );
}

const row = ({ lag, r, low, high, n, effective_n: worth, p }: Comparison) => ({
  key: `${lag}`,
  cells: [text.associations.lag(lag), finely(r), text.interval(...ends(low, high)), count(n), count(Math.floor(worth)), chance(p)],
});

function grounds(item: Association, best: Comparison): string {
  const parts = [text.associations.days(best.n, Math.floor(best.effective_n))];
  if (item.difference !== null) {
    parts.push(text.associations.sides(item.difference.days_with, item.difference.days_without));
    parts.push(text.associations.interval(confidence(item.difference.level)));
  } else if (item.difference_abstained !== null) {
    parts.push(item.difference_abstained.reason);
  }
  if (item.beside !== null) parts.push(text.associations.beside(text.associations.names[item.beside] ?? item.beside));
  return parts.join(' · ');
}

const chance = (p: number) => (p < 0.001 ? text.associations.hardly : p.toFixed(3));
