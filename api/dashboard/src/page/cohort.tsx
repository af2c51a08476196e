import { useState } from 'preact/hooks';
import { address } from '../address';
import { useAnswer } from '../answer';
import { dateWithYear } from '../calendar';
import { CohortChart } from '../chart/cohort_chart';
import { Field } from '../control/field';
import { Failed, Waiting } from '../control/waiting';
import type { Population, PopulationCell, PopulationPeriod, PopulationTable } from '../contract';
import { finely } from '../figure';
import { text } from '../messages';
import type { Session } from '../session';
import { Shares } from './shares';

const words = text.organisations.cohort;
const RISK = 'risk.floor';

/** What an owner sees of their members: tables that were released with noise, and where there are too few people nothing. */
export function Cohort({ session, id }: { session: Session; id: string }) {
  const { value, problem, busy, reload } = useAnswer<Population>(session, address('/v1/population', { organisation: id }));
  return (
    <div class="columns">
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value === null && busy && <Waiting tall />}
      {value !== null && (
        <>
          <p class="people" data-testid="people">
            {value.tables.every(({ periods }) => periods.every(({ suppressed }) => suppressed)) ? words.nothing(value.minimum_people) : words.released}
          </p>
          <OverTime tables={value.tables.filter(({ table }) => table !== RISK)} least={value.minimum_people} />
          <Risk table={value.tables.find(({ table }) => table === RISK)} least={value.minimum_people} />
          <p class="fine">
            {words.privacy(value.privacy.epsilon, value.privacy.epsilon_per_person_and_quarter)} {value.note}
          </p>
        </>
      )}
    </div>
  );
}

function OverTime({ tables, least }: { tables: PopulationTable[]; least: number }) {
  const [name, setName] = useState(tables[0]?.table ?? '');
  const chosen = tables.find(({ table }) => table === name);
  const latest = chosen?.periods.findLast(({ suppressed }) => !suppressed);
  const title = words.metrics[name] ?? name;
  return (
    <section class="card course" aria-labelledby="levels-title">
      <header>
        <h2 id="levels-title">{words.levels}</h2>
        <div class="choose">
          <Field label={words.metric}>
            {(control) => (
              <select {...control} value={name} onChange={(event) => setName(event.currentTarget.value)}>
                {tables.map(({ table }) => (
                  <option key={table} value={table}>
                    {words.metrics[table] ?? table}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      </header>
      {chosen !== undefined && (
        <div class="fields">
          <CohortChart cells={chosen.periods} name={title} />
          {chosen.periods.some(({ suppressed }) => suppressed) && <p class="hint">{words.suppressed(least)}</p>}
          <p class="outlook" data-testid="cohort-change">
            <strong>{words.change.title}:</strong> {changeWords(latest)}
          </p>
          {latest !== undefined && (
            <>
              <h3>{words.spread(span(latest))}</h3>
              <Shares cells={latest.cells.map((cell) => ({ ...cell, name: ends(cell) }))} least={least} empty={text.none} />
            </>
          )}
        </div>
      )}
    </section>
  );
}

function Risk({ table, least }: { table: PopulationTable | undefined; least: number }) {
  const latest = table?.periods.findLast(({ suppressed }) => !suppressed);
  return (
    <section class="card" aria-labelledby="risk-title">
      <h2 id="risk-title">{words.risk}</h2>
      <p class="hint">
        {words.riskHint} {latest !== undefined && words.asOf(dateWithYear(latest.end))}
      </p>
      {latest === undefined ? (
        <p class="hint" data-testid="risk-hidden">
          {words.suppressed(least)}
        </p>
      ) : (
        <Shares
          cells={latest.cells.map((cell) => ({ ...cell, name: words.levelNames[cell.level ?? 'unknown'] }))}
          least={least}
          empty={text.none}
        />
      )}
    </section>
  );
}

const span = ({ start, end }: PopulationPeriod) => words.span(dateWithYear(start), dateWithYear(end));

const ends = ({ from, to }: PopulationCell) => (from === null || to === null ? text.none : words.ends(finely(from), finely(to)));

function changeWords(latest: PopulationPeriod | undefined): string {
  const change = latest?.change ?? null;
  if (change === null) return words.change.none;
  const [low, high] = [finely(change.low), finely(change.high)];
  if (change.low > 0) return words.change.up(finely(change.value), low, high);
  if (change.high < 0) return words.change.down(finely(-change.value), finely(-change.high), finely(-change.low));
  return words.change.flat(low, high);
}
