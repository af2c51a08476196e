import { useEffect, useState } from 'preact/hooks';
import { useAnswer } from '../answer';
import { clockTime, fullDate } from '../calendar';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import type { Entry, EntryPage } from '../contract';
import { listPath } from '../entries';
import { snippet } from '../entry/entry_card';
import { unsaved } from '../entry/journal_form';
import { text } from '../messages';
import { to } from '../route';
import type { Inside } from './frame';
import { Page } from './page';

const PAGES = 12;

/** The journal: its pages, newest first, and the way to a new one. */
export function JournalPage({ session, draft }: Inside) {
  /** Where each page of the list begins, up to the one that is shown. */
  const [trail, setTrail] = useState<(string | null)[]>([null]);
  const cursor = trail[trail.length - 1] ?? null;
  const { value, problem, busy, reload } = useAnswer<EntryPage<'journal'>>(session, listPath('journal', { limit: PAGES, cursor }));
  useEffect(() => window.scrollTo(0, 0), [cursor]);
  const words = text.journal;
  return (
    <Page
      title={words.title}
      intro={words.sealed}
      narrow
      beside={
        <a class="button primary" href={to('journal', 'new')}>
          {words.write}
        </a>
      }
    >
      <div class="narrow">
        {unsaved(draft) && (
          <p class="banner" role="note">
            {words.unsavedTitle} <a href={to('journal', 'new')}>{words.unsaved}</a>
          </p>
        )}
        {problem !== null && <Failed problem={problem} onRetry={reload} />}
        {value === null && busy && <Waiting lines={6} />}
        {value !== null && value.items.length === 0 && (
          <section class="card empty" data-testid="empty-state">
            <h2>{words.emptyTitle}</h2>
            <p>{words.emptyBody}</p>
            <p>
              <a class="button" href={to('journal', 'new')}>
                {words.write}
              </a>
            </p>
          </section>
        )}
        {value !== null && value.items.length > 0 && (
          <>
            <ol class="pages" aria-busy={busy}>
              {value.items.map((entry) => (
                <Leaf key={entry.id} entry={entry} />
              ))}
            </ol>
            <p class="paging">
              {trail.length > 1 && (
                <button type="button" class="quiet" onClick={() => setTrail(trail.slice(0, -1))}>
                  <Icon name="left" size={18} /> {words.newer}
                </button>
              )}
              {value.next_cursor !== null && (
                <button type="button" class="quiet" onClick={() => setTrail([...trail, value.next_cursor])}>
                  {words.earlier} <Icon name="right" size={18} />
                </button>
              )}
            </p>
          </>
        )}
      </div>
    </Page>
  );
}

function Leaf({ entry }: { entry: Entry<'journal'> }) {
  const { title, text: body } = entry.data;
  const day = fullDate(entry.local_date);
  return (
    <li data-testid="journal-page">
      <a href={to('journal', entry.id)}>
        <span class="fine">
          {day}, {clockTime(entry.at, entry.zone)}
        </span>
        {title !== undefined && <strong>{title}</strong>}
        <span class="beginning">{snippet(body)}</span>
      </a>
    </li>
  );
}
