import { useRef, useState } from 'preact/hooks';
import { useAnswer } from '../answer';
import { dateTime } from '../calendar';
import { Confirm } from '../control/confirm';
import { Field, Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { Secret } from '../control/secret';
import { Failed, Waiting } from '../control/waiting';
import { type Key, type NewKey, SCOPES } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';

const words = text.organisations.keys;
const USUAL_DAYS = 365;
const GRACE_HOURS = 24;
/** Letters of a key's beginning that tell it from others. */
const PREFIX = 20;

/** Keys with which programs read the organisation's statistics. */
export function Keys({ session, id }: { session: Session; id: string }) {
  const path = `/v1/organisations/${encodeURIComponent(id)}/keys`;
  const { value, problem, busy, reload } = useAnswer<{ items: Key[] }>(session, path);
  const [made, setMade] = useState<NewKey | null>(null);
  const show = (key: NewKey) => {
    setMade(key);
    reload();
  };
  return (
    <div class="columns">
      <section class="card" aria-labelledby="keys-title">
        <h2 id="keys-title">{words.title}</h2>
        <p class="hint">{words.body}</p>
        {made !== null && (
          <div class="made" role="alert" data-testid="new-key">
            <p>
              <strong>{words.secretOnce(made.name)}</strong>
            </p>
            <Secret label={words.secret} value={made.secret} />
            <p>
              <button type="button" class="quiet" onClick={() => setMade(null)}>
                {words.understood}
              </button>
            </p>
          </div>
        )}
        {problem !== null && <Failed problem={problem} onRetry={reload} />}
        {value === null && busy && <Waiting />}
        {value !== null && (value.items.length === 0 ? <p>{words.none}</p> : <KeyTable session={session} path={path} keys={value.items} onMade={show} onChanged={reload} />)}
      </section>
      <Make session={session} path={path} onMade={show} />
    </div>
  );
}

function Make({ session, path, onMade }: { session: Session; path: string; onMade: (key: NewKey) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (form.current === null || busy) return;
    const fields = new FormData(form.current);
    const body = {
      name: String(fields.get('name') ?? '').trim(),
      scopes: fields.getAll('scope').map(String),
      expires_in_days: Number(fields.get('days')),
    };
    setBusy(true);
    setProblem(null);
    try {
      onMade(await session.post<NewKey>(path, body));
      form.current.reset();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="make-title">
      <h2 id="make-title">{words.action}</h2>
      <Trouble.Provider value={problem}>
        <form ref={form} class="fields" onSubmit={submit} aria-labelledby="make-title">
          <div class="pair">
            <Field label={words.name} path="name">
              {(control) => <input {...control} type="text" name="name" required maxLength={100} autoComplete="off" />}
            </Field>
            <Field label={words.days} path="expires_in_days">
              {(control) => <input {...control} type="number" name="days" required min={1} defaultValue={USUAL_DAYS} />}
            </Field>
          </div>
          <fieldset class="radios">
            <legend>{words.scopes}</legend>
            {SCOPES.map((scope, index) => (
              <label key={scope} class="tick">
                <input type="checkbox" name="scope" value={scope} defaultChecked={index === 0} />
                <span>{words.scopeNames[scope]}</span>
              </label>
            ))}
          </fieldset>
          {problem !== null && <Notice problem={problem} fields={['name', 'expires_in_days']} />}
          <div class="submit">
            <button type="submit" class="primary" disabled={busy}>
              {words.action}
            </button>
          </div>
        </form>
      </Trouble.Provider>
    </section>
  );
}

interface TableProps {
  session: Session;
  path: string;
  keys: Key[];
  onMade: (key: NewKey) => void;
  onChanged: () => void;
}

function KeyTable({ session, path, keys, onMade, onChanged }: TableProps) {
  const [asked, setAsked] = useState<{ key: Key; to: 'rotate' | 'revoke' } | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const close = () => {
    setAsked(null);
    setBusy(false);
    setProblem(null);
  };
  const act = async () => {
    if (asked === null) return;
    const one = `${path}/${encodeURIComponent(asked.key.id)}`;
    setBusy(true);
    try {
      if (asked.to === 'rotate') onMade(await session.post<NewKey>(`${one}/rotate`, { grace_hours: GRACE_HOURS }));
      else await session.delete(one);
      onChanged();
      close();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.caption}>
      <table>
        <caption class="visually-hidden">{words.caption}</caption>
        <thead>
          <tr>
            {Object.values(words.columns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id} data-testid="key">
              <th scope="row">{key.name}</th>
              <td>
                <code title={key.prefix}>{key.prefix.slice(0, PREFIX)}…</code>
              </td>
              <td>{key.scopes.map((scope) => words.scopeNames[scope] ?? scope).join(', ')}</td>
              <td>{key.last_used_at === null ? words.never : dateTime(key.last_used_at)}</td>
              <td>{key.revoked ? words.revoked : dateTime(key.expires_at)}</td>
              <td>
                {!key.revoked && (
                  <span class="ways">
                    <button type="button" class="link" aria-label={words.rotateOf(key.name)} onClick={() => setAsked({ key, to: 'rotate' })}>
                      {words.rotate}
                    </button>
                    <button type="button" class="link" aria-label={words.revokeOf(key.name)} onClick={() => setAsked({ key, to: 'revoke' })}>
                      {words.revoke}
                    </button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked !== null && (
        <Confirm
          title={asked.to === 'rotate' ? words.rotateTitle(asked.key.name) : words.revokeTitle(asked.key.name)}
          body={asked.to === 'rotate' ? words.rotateBody : words.revokeBody}
          action={asked.to === 'rotate' ? words.rotate : words.revoke}
          busy={busy}
          problem={problem}
          onConfirm={() => void act()}
          onCancel={close}
        />
      )}
    </div>
  );
}
