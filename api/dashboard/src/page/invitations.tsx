import { useState } from 'preact/hooks';
import { dateTime } from '../calendar';
import { Field, Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { Secret } from '../control/secret';
import type { Invitation } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';

const words = text.organisations.invitations;
const USUAL_DAYS = 14;

/** Codes that people join with. */
export function Invitations({ session, id }: { session: Session; id: string }) {
  const [days, setDays] = useState(USUAL_DAYS);
  const [made, setMade] = useState<Invitation | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setMade(await session.post<Invitation>(`/v1/organisations/${encodeURIComponent(id)}/invitations`, { expires_in_days: days }));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card narrow" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{words.title}</h2>
      <p class="hint">{words.body}</p>
      <Trouble.Provider value={problem}>
        <form class="fields" onSubmit={submit} aria-labelledby="invitations-title">
          <Field label={words.days} path="expires_in_days">
            {(control) => (
              <span class="with-button">
                <input {...control} type="number" required min={1} max={365} value={days} onInput={(event) => setDays(event.currentTarget.valueAsNumber)} />
                <button type="submit" class="primary" disabled={busy}>
                  {words.action}
                </button>
              </span>
            )}
          </Field>
          {problem !== null && <Notice problem={problem} fields={['expires_in_days']} />}
        </form>
      </Trouble.Provider>
      {made !== null && (
        <div class="made" data-testid="invitation">
          <Secret label={words.code} value={made.code} />
          <p>{words.expires(dateTime(made.expires_at))}</p>
          <p class="hint">{words.hint}</p>
        </div>
      )}
    </section>
  );
}
