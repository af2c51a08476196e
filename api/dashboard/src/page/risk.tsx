import { address } from '../address';
import { absent, useAnswer, type Answer } from '../answer';
import { RiskChart } from '../chart/risk_chart';
import { Failed, Waiting } from '../control/waiting';
import type { Risk, RiskContribution } from '../contract';
import { figure } from '../figure';
import { text } from '../messages';
import type { Session } from '../session';
import { HelpCard } from './help';

const DAYS = 90;

export const useRisk = (session: Session) => useAnswer<Risk>(session, address('/v1/risk', { days: DAYS }));

/** Where to get help first, if that is due; then how heavy it has been, with what that rests on. */
export function RiskPanel({ answer }: { answer: Answer<Risk> }) {
  const { value, problem, busy, reload } = answer;
  if (absent(problem)) return null;
  return (
    <>
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value === null && busy && <Waiting lines={4} />}
      {value?.support !== undefined && <HelpCard help={value.support} screener={value.follow_up === 'required'} />}
      {value !== null && <Panel risk={value} />}
    </>
  );
}

function Panel({ risk }: { risk: Risk }) {
  const { today } = risk;
  const words = text.risk;
  return (
    <section class="card risk" aria-labelledby="risk-title" data-testid="risk">
      <h2 id="risk-title">{words.title}</h2>
      <p class="hint">{words.intro}</p>
      {today.level === null ? (
        <p>{words.unknown}</p>
      ) : (
        <>
          <p data-testid="risk-today" data-level={today.level}>
            <strong>{words.today[today.level]}</strong> {words.certainty[today.certainty.word]}
          </p>
          <RiskChart risk={risk} />
          {today.contributions.length > 0 && <Reasons contributions={today.contributions} />}
        </>
      )}
      {today.lacks.length > 0 && (
        <details>
          <summary>{words.lacks}</summary>
          <ul class="fine">
            {today.lacks.map((lack) => (
              <li key={lack.signal}>{lack.reason}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="fine">
        {risk.about} {words.model(`${today.model.name} ${today.model.version}`)}
      </p>
    </section>
  );
}

function Reasons({ contributions }: { contributions: RiskContribution[] }) {
  const words = text.risk;
  return (
    <>
      <h3>{words.reasons}</h3>
      <ul class="reasons" data-testid="risk-reasons">
        {contributions.map((contribution) => (
          <li key={contribution.signal ?? 'floor'}>
            {contribution.reason}{' '}
            <span class="fine">
              ({contribution.signal === null ? words.floor : words.points(figure(contribution.points), figure(contribution.most))})
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
