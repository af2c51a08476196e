import { useRef, useState } from 'preact/hooks';
import { absent, useAnswer } from '../answer';
import { Confirm } from '../control/confirm';
import { Field, Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { Failed } from '../control/waiting';
import type { Organisation } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import { to } from '../route';
import type { Session } from '../session';

const words = text.account.memberships;

/** The organisations that a person is in: joining with a code, and leaving. */
export function Memberships({ session, counted }: { session: Session; counted: boolean }) {
  const { value, problem, reload } = useAnswer<{ items: Organisation[] }>(session, '/v1/organisations');
  const [joined, setJoined] = useState('');
  const [leaving, setLeaving] = useState<Organisation | null>(null);
  if (absent(problem)) return null;
  const items = value?.items ?? [];
  return (
    <section class="card" aria-labelledby="memberships-title">
      <h2 id="memberships-title">{words.title}</h2>
      <p class="hint">{words.body}</p>
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {value !== null && items.length === 0 && <p>{words.none}</p>}
      {items.length > 0 && (
        <ul class="rows">
          {items.map((organisation) => (
            <li key={organisation.id} data-testid="membership">
              <span>
                <strong>{organisation.name}</strong> <span class="fine">{words[organisation.role]}</span>
              </span>
              {organisation.role === 'owner' ? (
                <a href={to('organisations', organisation.id)}>{words.open}</a>
              ) : (
                <button type="button" class="link" aria-label={words.leaveOf(organisation.name)} onClick={() => setLeaving(organisation)}>
                  {words.leave}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Join
        session={session}
        onJoined={(organisation) => {
          setJoined(counted ? words.joined(organisation.name) : `${words.joined(organisation.name)} ${words.notCounted}`);
          reload();
        }}
      />
      <p role="status" class="hint">
        {joined}
      </p>
      {leaving !== null && (
        <Leave
          session={session}
          organisation={leaving}
          onCancel={() => setLeaving(null)}
          onLeft={() => {
            setLeaving(null);
            setJoined('');
            reload();
          }}
        />
      )}
    </section>
  );
}

function Join({ session, onJoined }: { session: Session; onJoined: (organisation: Organisation) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (form.current === null || busy) return;
    const code = String(new FormData(form.current).get('code') ?? '').trim();
    setBusy(true);
    setProblem(null);
    try {
      onJoined(await session.post<Organisation>('/v1/memberships', { code }));
      form.current.reset();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Trouble.Provider value={problem}>
      <form ref={form} class="fields" onSubmit={submit} aria-label={words.join}>
        <Field label={words.code} path="code">
          {(control) => (
            <span class="with-button">
              <input {...control} type="text" name="code" required autoComplete="off" autoCapitalize="none" spellcheck={false} />
              <button type="submit" class="primary" disabled={busy}>
                {words.join}
              </button>
            </span>
          )}
        </Field>
        {problem !== null && <Notice problem={problem} fields={['code']} />}
      </form>
    </Trouble.Provider>
  );
}

interface LeaveProps {
  session: Session;
  organisation: Organisation;
  onLeft: () => void;
  onCancel: () => void;
}

function Leave({ session, organisation, onLeft, onCancel }: LeaveProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const leave = async () => {
    setBusy(true);
    try {
      await session.delete(`/v1/memberships/${encodeURIComponent(organisation.id)}`);
      onLeft();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Confirm
      title={words.leaveTitle(organisation.name)}
      body={words.leaveBody}
      action={words.leave}
      busy={busy}
      problem={problem}
      onConfirm={() => void leave()}
      onCancel={onCancel}
    />
  );
}
