import { useEffect, useState } from 'preact/hooks';
import { address } from '../address';
import { absent, useAnswer } from '../answer';
import { dateTime } from '../calendar';
import { Failed, Waiting } from '../control/waiting';
import type { Format, Import } from '../contract';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import { go, to } from '../route';
import type { Inside } from './frame';
import { ImportForm } from './import_form';
import { ImportDetail } from './import_detail';
import { Page } from './page';

const PER_PAGE = 10;

/** Bringing files, and what became of those that were brought. */
export function ImportPage(inside: Inside & { id: string | undefined }) {
  return inside.id === undefined ? <Overview {...inside} /> : <ImportDetail {...inside} id={inside.id} />;
}

interface ImportList {
  items: Import[];
  next_cursor: string | null;
}

function Overview({ session, uploads }: Inside) {
  const formats = useAnswer<{ items: Format[] }>(session, '/v1/imports/formats');
  const list = useAnswer<ImportList>(session, address('/v1/imports', { limit: PER_PAGE }));
  if (absent(formats.problem)) return <Page title={text.imports.title} intro={text.imports.unavailable}>{null}</Page>;
  return (
    <Page title={text.imports.title} intro={text.imports.intro}>
      <div class="import">
        {formats.problem !== null && <Failed problem={formats.problem} onRetry={formats.reload} />}
        {formats.value === null && formats.busy && <Waiting lines={5} />}
        {formats.value !== null && (
          <ImportForm
            session={session}
            formats={formats.value.items}
            onStart={(view, file) => {
              void uploads.send(view, file);
              go('import', view.id);
            }}
          />
        )}
        <section class="card" aria-labelledby="imports-title">
          <h2 id="imports-title">{text.imports.list.title}</h2>
          {list.problem !== null && <Failed problem={list.problem} onRetry={list.reload} />}
          {list.value === null && list.busy && <Waiting />}
          {list.value !== null && <Earlier session={session} first={list.value} formats={formats.value?.items ?? []} />}
        </section>
      </div>
    </Page>
  );
}

function Earlier({ session, first, formats }: { session: Inside['session']; first: ImportList; formats: Format[] }) {
  const [more, setMore] = useState<Import[]>([]);
  const [cursor, setCursor] = useState(first.next_cursor);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    setMore([]);
    setCursor(first.next_cursor);
  }, [first]);
  const further = async () => {
    try {
      const next = await session.get<ImportList>(address('/v1/imports', { limit: PER_PAGE, cursor }));
      setMore([...more, ...next.items]);
      setCursor(next.next_cursor);
      setProblem(null);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  const items = [...first.items, ...more];
  if (items.length === 0) return <p class="hint">{text.imports.list.empty}</p>;
  return (
    <>
      <ol class="imports">
        {items.map((item) => (
          <li key={item.id} data-testid="import">
            <a href={to('import', item.id)}>
              <strong>{item.name ?? titleOf(formats, item.format)}</strong>
              <span class="fine">
                {titleOf(formats, item.format)} · {dateTime(item.created_at)}
              </span>
            </a>
            <span class={`state ${item.state}`}>{text.imports.state[item.state]}</span>
          </li>
        ))}
      </ol>
      {problem !== null && <Failed problem={problem} onRetry={() => void further()} />}
      {cursor !== null && (
        <button type="button" class="quiet" onClick={() => void further()}>
          {text.imports.list.more}
        </button>
      )}
    </>
  );
}

export const titleOf = (formats: Format[], format: string) =>
  formats.find((known) => known.format === format)?.title ?? format;
