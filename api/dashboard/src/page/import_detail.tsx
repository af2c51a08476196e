import { useEffect, useState } from 'preact/hooks';
import { absent, useAnswer } from '../answer';
import { dateTime } from '../calendar';
import { Confirm } from '../control/confirm';
import { Icon } from '../control/icon';
import { Notice } from '../control/notice';
import { Failed, Waiting } from '../control/waiting';
import type { Format, Import } from '../contract';
import { bytes, percent } from '../figure';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import { go, to } from '../route';
import { importPath, type Upload, type Uploads } from '../uploads';
import type { Inside } from './frame';
import { titleOf } from './import';
import { ImportReport } from './import_report';
import { NowherePage } from './nowhere';
import { Page } from './page';

const POLL_MS = 1_000;
const UNDER_WAY = ['uploading', 'queued', 'running'];

/** One import: how far it is, and what became of its rows. */
export function ImportDetail({ session, uploads, id }: Inside & { id: string }) {
  const { value, problem, reload } = useAnswer<Import>(session, importPath(id));
  const formats = useAnswer<{ items: Format[] }>(session, '/v1/imports/formats');
  const upload = useUpload(uploads, id);
  const state = value?.state;
  /** Whether it is being ended, after which there is nothing left to ask about. */
  const [ending, setEnding] = useState(false);

  // While something happens on the server, it is asked again and again; while the file is sent, each piece tells.
  useEffect(() => {
    if (ending || (state !== undefined && !UNDER_WAY.includes(state))) return;
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [state, ending]);
  useEffect(() => {
    if (!ending) reload();
  }, [upload === undefined]);

  if (absent(problem) || problem?.status === 410 || problem?.status === 422) return <NowherePage />;
  return (
    <Page
      title={value?.name ?? text.imports.title}
      intro={value === null ? ' ' : [titleOf(formats.value?.items ?? [], value.format), text.imports.begun(dateTime(value.created_at)), text.imports.zoneOf(value.zone)].join(' · ')}
      above={
        <a class="back" href={to('import')}>
          <Icon name="left" size={18} /> {text.imports.back}
        </a>
      }
    >
      <div class="narrow">
        {value === null && problem !== null && <Failed problem={problem} onRetry={reload} />}
        {value === null && problem === null && <Waiting />}
        {value !== null && (
          <>
            <section class="card job" aria-live="polite">
              <p class={`state ${value.state}`} data-testid="import-state">
                {value.state === 'uploading' && upload !== undefined ? text.imports.upload.sending : text.imports.state[value.state]}
              </p>
              {value.state === 'uploading' && <Sending view={value} upload={upload} uploads={uploads} />}
              {value.state === 'running' && <Reading view={value} />}
              {value.error !== null && (
                <div class="notice" role="alert">
                  <p>
                    <strong>{text.imports.error}:</strong> {value.error.detail}
                  </p>
                </div>
              )}
              <Ending session={session} uploads={uploads} view={value} onEnding={setEnding} />
            </section>
            {value.report !== null && <ImportReport report={value.report} />}
          </>
        )}
      </div>
    </Page>
  );
}

function useUpload(uploads: Uploads, id: string): Upload | undefined {
  const [upload, setUpload] = useState(uploads.of(id));
  useEffect(() => {
    const look = () => setUpload(uploads.of(id));
    look();
    return uploads.listen(look);
  }, [uploads, id]);
  return upload;
}

function Sending({ view, upload, uploads }: { view: Import; upload: Upload | undefined; uploads: Uploads }) {
  const words = text.imports.upload;
  const received = Math.max(view.received, upload?.received ?? 0);
  return (
    <>
      <Bar done={received} of={view.size} label={words.sending} />
      <p class="fine" data-testid="received">
        {words.bytes(bytes(received), bytes(view.size))}
      </p>
      {upload === undefined && <ChooseAgain view={view} uploads={uploads} />}
      {upload?.interrupted === true && <p class="hint">{words.interrupted}</p>}
      {upload !== undefined && upload.problem !== null && (
        <>
          <Notice problem={upload.problem} hint={words.paused} />
          <button type="button" class="primary" onClick={() => void uploads.send({ ...view, received }, upload.file)}>
            {words.again}
          </button>
        </>
      )}
    </>
  );
}

/** After a reload the browser has forgotten the file; it is chosen once more, and sent from where it stopped. */
function ChooseAgain({ view, uploads }: { view: Import; uploads: Uploads }) {
  const words = text.imports.upload;
  const [other, setOther] = useState(false);
  return (
    <div class="field">
      <label for="choose-again">{words.chooseAgain(view.name ?? words.fallbackName)}</label>
      <input
        id="choose-again"
        type="file"
        aria-invalid={other}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file === undefined) return;
          setOther(file.size !== view.size);
          if (file.size === view.size) void uploads.send(view, file);
        }}
      />
      {other && (
        <p class="reason" role="alert">
          {words.otherFile(bytes(view.size))}
        </p>
      )}
    </div>
  );
}

function Reading({ view }: { view: Import }) {
  const { bytes: done, of_bytes: of } = view.progress ?? { bytes: 0, of_bytes: view.size };
  return (
    <>
      <Bar done={done} of={of} label={text.imports.state.running} />
      <p class="fine">{text.imports.reading(percent(of === 0 ? 0 : done / of))}</p>
    </>
  );
}

const Bar = ({ done, of, label }: { done: number; of: number; label: string }) => (
  <progress max={Math.max(1, of)} value={done} aria-label={label} />
);

interface EndingProps extends Pick<Inside, 'session' | 'uploads'> {
  view: Import;
  onEnding: (ending: boolean) => void;
}

/** Cancelling what is under way, or removing what is over. */
function Ending({ session, uploads, view, onEnding }: EndingProps) {
  const words = text.imports;
  const underWay = UNDER_WAY.includes(view.state);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const end = async () => {
    setBusy(true);
    onEnding(true);
    try {
      uploads.forget(view.id);
      await session.delete(importPath(view.id));
      session.seen.delete(importPath(view.id));
      go('import');
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
      onEnding(false);
    }
  };
  return (
    <p class="actions">
      <button type="button" class="quiet" onClick={() => setAsking(true)}>
        {underWay ? words.cancel : words.remove}
      </button>
      {asking && (
        <Confirm
          title={underWay ? words.cancelTitle : words.removeTitle}
          body={underWay ? words.cancelBody : words.removeBody}
          action={underWay ? words.cancelAction : words.remove}
          dismiss={words.close}
          busy={busy}
          problem={problem}
          onConfirm={() => void end()}
          onCancel={() => setAsking(false)}
        />
      )}
    </p>
  );
}
