import { useState } from 'preact/hooks';
import { useAnswer } from '../answer';
import { deviceZone } from '../calendar';
import { Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { Segments } from '../control/segments';
import { Switch } from '../control/switch';
import { Failed, Waiting } from '../control/waiting';
import { ZoneField } from '../control/zone_field';
import { EXPORTS, type Me, type MeChange } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';
import { setTheme, theme, THEMES } from '../theme';
import type { Inside } from './frame';
import { Memberships } from './memberships';
import { Page } from './page';

const words = text.account;

/** What the person decides: zone, consents, memberships, and taking their data along. */
export function AccountPage({ session, onLeave }: Inside) {
  const { value, problem, busy, reload } = useAnswer<Me>(session, '/v1/me');
  const [changed, setChanged] = useState<Me | null>(null);
  const me = changed ?? value;
  const change = async (by: MeChange) => {
    const now = await session.patch<Me>('/v1/me', by);
    session.seen.set('/v1/me', now);
    setChanged(now);
  };
  return (
    <Page title={words.title} intro={`${words.signedInAs} ${session.person.email}`}>
      {problem !== null && <Failed problem={problem} onRetry={reload} />}
      {me === null && busy && <Waiting lines={6} />}
      {me !== null && (
        <div class="settings">
          <Zone me={me} change={change} />
          <Consents me={me} change={change} />
          <Memberships session={session} counted={me.aggregate_consent === true} />
          <Export session={session} />
          <Appearance />
          <section class="card" aria-labelledby="session-title">
            <h2 id="session-title">{words.session.title}</h2>
            <p class="hint">{words.session.body}</p>
            <p>
              <button type="button" class="quiet" onClick={onLeave}>
                {text.door.signOut}
              </button>
            </p>
          </section>
        </div>
      )}
    </Page>
  );
}

interface ChangeProps {
  me: Me;
  change: (by: MeChange) => Promise<void>;
}

function Zone({ me, change }: ChangeProps) {
  const [zone, setZone] = useState(me.zone);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const device = deviceZone();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setSaved(false);
    setProblem(null);
    try {
      await change({ zone });
      setSaved(true);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="zone-title">
      <h2 id="zone-title">{words.zone.title}</h2>
      <p class="hint">{words.zone.body}</p>
      <Trouble.Provider value={problem}>
        <form class="fields" onSubmit={submit} aria-labelledby="zone-title">
          <ZoneField
            label={words.zone.label}
            path="zone"
            value={zone}
            onInput={(typed) => {
              setZone(typed);
              setSaved(false);
            }}
          />
          {device !== zone && (
            <button type="button" class="link" onClick={() => setZone(device)}>
              {words.zone.device(device)}
            </button>
          )}
          {problem !== null && <Notice problem={problem} fields={['zone']} />}
          <div class="submit">
            <button type="submit" class="primary" disabled={busy || zone === me.zone}>
              {words.zone.save}
            </button>
            <p role="status">{saved ? words.zone.saved : ''}</p>
          </div>
        </form>
      </Trouble.Provider>
    </section>
  );
}

function Consents({ me, change }: ChangeProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  if (me.aggregate_consent === undefined && me.weather_consent === undefined) return null;
  const set = async (by: MeChange) => {
    setBusy(true);
    setSaved(false);
    setProblem(null);
    try {
      await change(by);
      setSaved(true);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  const { aggregate, weather, suggestion } = words.consents;
  return (
    <section class="card" aria-labelledby="consents-title">
      <h2 id="consents-title">{words.consents.title}</h2>
      <p class="hint">{words.consents.intro}</p>
      <div class="fields">
        <Switch label={aggregate.label} body={aggregate.body} on={me.aggregate_consent === true} busy={busy} onTurn={(on) => void set({ aggregate_consent: on })} />
        <Switch label={weather.label} body={weather.body} on={me.weather_consent === true} busy={busy} onTurn={(on) => void set({ weather_consent: on })} />
        {me.suggestion_consent !== undefined && (
          <Switch label={suggestion.label} body={suggestion.body} on={me.suggestion_consent} busy={busy} onTurn={(on) => void set({ suggestion_consent: on })} />
        )}
      </div>
      {problem !== null && <Notice problem={problem} />}
      <p role="status" class="fine">
        {saved ? words.consents.saved : ''}
      </p>
    </section>
  );
}

function Export({ session }: { session: Session }) {
  const [format, setFormat] = useState<(typeof EXPORTS)[number]>('csv');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = async () => {
    setBusy(true);
    setDone('');
    setProblem(null);
    try {
      const { name, content } = await session.download(`/v1/export?format=${format}`);
      const file = name === '' ? words.export.file(format) : name;
      hand(content, file);
      setDone(words.export.done(file));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="export-title">
      <h2 id="export-title">{words.export.title}</h2>
      <p class="hint">{words.export.body}</p>
      <fieldset class="radios">
        <legend class="visually-hidden">{words.export.format}</legend>
        {EXPORTS.map((each) => (
          <label key={each} class="tick">
            <input type="radio" name="export" checked={each === format} onChange={() => setFormat(each)} />
            <span>{words.export.names[each]}</span>
          </label>
        ))}
      </fieldset>
      {problem !== null && <Notice problem={problem} />}
      <div class="submit">
        <button type="button" class="primary" disabled={busy} onClick={() => void load()}>
          {busy ? words.export.busy : words.export.action}
        </button>
        <p role="status">{done}</p>
      </div>
    </section>
  );
}

/** Hands a file to the browser's downloads. */
function hand(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function Appearance() {
  const [chosen, setChosen] = useState(theme());
  return (
    <section class="card" aria-labelledby="appearance-title">
      <h2 id="appearance-title">{words.appearance.title}</h2>
      <p class="hint">{words.appearance.body}</p>
      <Segments
        name="theme"
        legend={text.theme.label}
        choices={THEMES}
        label={(each) => text.theme.names[each]}
        value={chosen}
        onChange={(each) => {
          setTheme(each);
          setChosen(each);
        }}
      />
    </section>
  );
}
