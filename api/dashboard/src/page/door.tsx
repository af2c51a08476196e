import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as api from '../api';
import { deviceZone } from '../calendar';
import { Field, Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import { Session } from '../session';
import { Brand } from './brand';


const PASSWORD_MIN = 10;
const PASSWORD_MAX = 200;
const FIELDS = ['email', 'password'];
const PLAIN = { required: true, autoCapitalize: 'none', spellcheck: false } as const;

interface Props {
  /** Whether a session has just run out, which deserves a word. */
  ended: boolean;
  onEnter: (session: Session) => void;
}

/** Signing in, or creating an account. */
export function Door({ ended, onEnter }: Props) {
  const [fresh, setFresh] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const zone = deviceZone();
  const title = fresh ? text.door.createAccount : text.door.signIn;

  useLayoutEffect(() => {
    document.title = `${title} · ${text.brand}`;
  }, [title]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || form.current === null) return;
    const fields = new FormData(form.current);
    const email = String(fields.get('email') ?? '').trim();
    const password = String(fields.get('password') ?? '');
    setBusy(true);
    setProblem(null);
    try {
      onEnter(new Session(await (fresh ? api.register(email, password, zone) : api.login(email, password))));
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };

  const turn = () => {
    setFresh(!fresh);
    setProblem(null);
    form.current?.querySelector<HTMLInputElement>('input[name=email]')?.focus();
  };

  return (
    <main class="door">
      <header>
        <Brand />
        <p class="tagline">{text.tagline}</p>
      </header>
      <section class="card" aria-labelledby="door-title">
        <h1 id="door-title">{title}</h1>
        {ended && problem === null && (
          <p class="hint" role="status">
            {text.door.ended}
          </p>
        )}
        <form ref={form} onSubmit={submit} aria-labelledby="door-title">
          <Trouble.Provider value={problem}>
            <Field label={text.door.email} path="email">
              {(control) => <input {...control} {...PLAIN} type="email" name="email" autoComplete="username" inputMode="email" maxLength={254} />}
            </Field>
            <Field label={text.door.password} path="password" hint={fresh ? text.door.passwordHint : undefined}>
              {(control) =>
                fresh ? (
                  <input {...control} {...PLAIN} type="password" name="password" autoComplete="new-password" minLength={PASSWORD_MIN} maxLength={PASSWORD_MAX} />
                ) : (
                  <input {...control} {...PLAIN} type="password" name="password" autoComplete="current-password" />
                )
              }
            </Field>
          </Trouble.Provider>
          {fresh && <p class="hint">{text.door.zone(zone)}</p>}
          {problem !== null && <Notice problem={problem} fields={FIELDS} />}
          <button type="submit" class="primary" disabled={busy}>
            {busy ? text.wait : title}
          </button>
        </form>
        <p class="instead">
          {fresh ? text.door.knownHere : text.door.newHere}{' '}
          <button type="button" class="link" onClick={turn}>
            {fresh ? text.door.signIn : text.door.createAccount}
          </button>
        </p>
      </section>
    </main>
  );
}
