import { useState } from 'preact/hooks';
import { absent, useAnswer } from '../answer';
import { clockTime, fullDate } from '../calendar';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import type { Entry } from '../contract';
import { entryPath } from '../entries';
import { Deleting } from '../entry/entry_card';
import { TextReadingPanel } from '../entry/text_reading';
import { text } from '../messages';
import { go, to } from '../route';
import type { Inside } from './frame';
import { NowherePage } from './nowhere';
import { Page } from './page';

/** One page of the journal. */
export function JournalPageOf({ session, id }: Inside & { id: string }) {
  const { value, problem, reload } = useAnswer<Entry<'journal'>>(session, entryPath('journal', id));
  const [deleting, setDeleting] = useState(false);
  const words = text.journal;
  if (absent(problem) || problem?.status === 410 || problem?.status === 422) return <NowherePage />;
  if (problem !== null) return <Failed problem={problem} onRetry={reload} />;
  if (value === null) return <Waiting lines={8} />;
  const day = fullDate(value.local_date);
  const time = clockTime(value.at, value.zone);
  return (
    <Page
      title={value.data.title ?? day}
      intro={value.data.title === undefined ? time : `${day}, ${time}`}
      above={
        <a class="back" href={to('journal')}>
          <Icon name="left" size={18} /> {words.back}
        </a>
      }
    >
      <article class="narrow sheet card">
        <p class="reading-text">{value.data.text}</p>
        <p class="actions">
          <a class="button" href={to('journal', id, 'edit')}>
            {words.editAction}
          </a>
          <button type="button" class="quiet" onClick={() => setDeleting(true)}>
            {words.delete}
          </button>
        </p>
      </article>
      <TextReadingPanel session={session} entry={value} />
      {deleting && (
        <Deleting
          session={session}
          entry={value}
          title={words.deleteTitle}
          body={words.deleteBody}
          onDeleted={() => {
            session.seen.clear();
            go('journal');
          }}
          onCancel={() => setDeleting(false)}
        />
      )}
    </Page>
  );
}
