import { useState } from 'preact/hooks';
import { absent, useAnswer } from '../answer';
import { Notice } from '../control/notice';
import { Failed, Waiting } from '../control/waiting';
import type { Suggestion, Suggestions } from '../contract';
import { asProblem, type Problem } from '../problem';
import { text } from '../messages';
import { to } from '../route';
import { HelpCard } from './help';
import type { Session } from '../session';

const words = text.suggestions;

/** What somebody could do now. Help, if that is due, stands above it: here, unless the page has it already (`helped`). */
export function SuggestionPanel({ session, helped }: { session: Session; helped: boolean }) {
  const { value, problem, busy, reload } = useAnswer<Suggestions>(session, '/v1/recommendations');
  if (absent(problem)) return null;
  // What was read before help was due is not shown beside it.
  const items = helped && value?.support === undefined ? [] : (value?.items ?? []);
  return (
    <>
      {value?.support !== undefined && !helped && <HelpCard help={value.support} screener={false} />}
      <section class="card suggestions" aria-labelledby="suggestions-title" data-testid="suggestions">
        <h2 id="suggestions-title">{words.title}</h2>
        {problem !== null && <Failed problem={problem} onRetry={reload} />}
        {value === null && busy && <Waiting lines={4} />}
        {value !== null && (
          <>
            {value.reason !== undefined && <p>{value.reason}</p>}
            {items.map((item) => (
              <Item key={item.id} item={item} session={session} tells={value.personal} />
            ))}
            {!value.personal && items.length > 0 && (
              <p class="fine">
                {words.general} <a href={to('account')}>{words.account}</a>.
              </p>
            )}
          </>
        )}
      </section>
    </>
  );
}

function Item({ item, session, tells }: { item: Suggestion; session: Session; tells: boolean }) {
  return (
    <article data-testid="suggestion">
      <h3>
        {item.name} <span class="fine">{words.minutes(item.minutes)}</span>
      </h3>
      <p class="hint">{item.reasons.join(' ')}</p>
      <details>
        <summary>{words.how}</summary>
        <ol>
          {item.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p>
          <strong>{words.care}:</strong> {item.contraindications.join(' ')}
        </p>
        <p class="fine">
          {words.source}: {item.source.finding}{' '}
          <a href={`https://doi.org/${item.source.doi}`} rel="noreferrer" target="_blank">
            {item.source.citation}
          </a>
        </p>
        {tells && <Tell item={item} session={session} />}
      </details>
    </article>
  );
}

/** Says how it went, once. */
function Tell({ item, session }: { item: Suggestion; session: Session }) {
  const [moods, setMoods] = useState({ before: '5', after: '5' });
  const [state, setState] = useState<'open' | 'busy' | 'told'>('open');
  const [problem, setProblem] = useState<Problem | null>(null);
  if (state === 'told') return <p role="status">{words.helped.thanks}</p>;
  const tell = async (body: object) => {
    setState('busy');
    setProblem(null);
    try {
      await session.post('/v1/recommendations/feedback', { exercise: item.id, ...body });
      setState('told');
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setState('open');
    }
  };
  const input = (name: 'before' | 'after') => (
    <label>
      {words.helped[name]}{' '}
      <input
        type="number"
        min={1}
        max={10}
        step={0.5}
        value={moods[name]}
        onInput={(event) => setMoods({ ...moods, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <fieldset>
      <legend>{words.helped.legend}</legend>
      <p class="actions">
        {input('before')} {input('after')}
        <button
          type="button"
          disabled={state === 'busy'}
          onClick={() => void tell({ mood_before: Number(moods.before), mood_after: Number(moods.after) })}
        >
          {words.helped.tell}
        </button>
        <button type="button" class="link" disabled={state === 'busy'} onClick={() => void tell({ not_for_me: true })}>
          {words.helped.not}
        </button>
      </p>
      {problem !== null && <Notice problem={problem} />}
    </fieldset>
  );
}
