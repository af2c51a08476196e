import { useRef, useState } from 'preact/hooks';
import { absent, useAnswer } from '../answer';
import { Field, Trouble } from '../control/field';
import { Icon } from '../control/icon';
import { Notice } from '../control/notice';
import { Failed, Waiting } from '../control/waiting';
import type { Organisation } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import { go, to } from '../route';
import type { Session } from '../session';
import type { Inside } from './frame';
import { Page } from './page';

const words = text.organisations;

/** The organisations that a person looks after, and founding one. */
export function OrganisationsPage({ session }: Inside) {
  const { value, problem, busy, reload } = useAnswer<{ items: Organisation[] }>(session, '/v1/organisations');
  if (absent(problem)) return <Page title={words.title} intro={words.unavailable}>{null}</Page>;
  const owned = (value?.items ?? []).filter((organisation) => organisation.role === 'owner');
  return (
    <Page title={words.title} intro={words.intro}>
      <div class="narrow">
        {problem !== null && <Failed problem={problem} onRetry={reload} />}
        {value === null && busy && <Waiting />}
        {value !== null && (
          <section class="card" aria-label={words.title}>
            {owned.length === 0 ? (
              <p class="hint">{words.none}</p>
            ) : (
              <ul class="more">
                {owned.map((organisation) => (
                  <li key={organisation.id} data-testid="organisation">
                    <a href={to('organisations', organisation.id)}>
                      <Icon name="organisations" />
                      <span>{organisation.name}</span>
                      <Icon name="right" size={18} />
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </section>
        )}
        <Found session={session} />
        <p class="hint">
          {words.joinHint} <a href={to('account')}>{words.toAccount}</a>
        </p>
      </div>
    </Page>
  );
}

function Found({ session }: { session: Session }) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (form.current === null || busy) return;
    const name = String(new FormData(form.current).get('name') ?? '').trim();
    setBusy(true);
    setProblem(null);
    try {
      const made = await session.post<Organisation>('/v1/organisations', { name });
      go('organisations', made.id);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="found-title">
      <h2 id="found-title">{words.create.title}</h2>
      <Trouble.Provider value={problem}>
        <form ref={form} class="fields" onSubmit={submit} aria-labelledby="found-title">
          <Field label={words.create.name} path="name">
            {(control) => (
              <span class="with-button">
                <input {...control} type="text" name="name" required maxLength={100} autoComplete="organization" />
                <button type="submit" class="primary" disabled={busy}>
                  {words.create.action}
                </button>
              </span>
            )}
          </Field>
          {problem !== null && <Notice problem={problem} fields={['name']} />}
        </form>
      </Trouble.Provider>
    </section>
  );
}
