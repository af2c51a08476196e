import { absent, useAnswer } from '../answer';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import type { Organisation } from '../contract';
import { text } from '../messages';
import { to } from '../route';
import { Cohort } from './cohort';
import type { Inside } from './frame';
import { Invitations } from './invitations';
import { Keys } from './keys';
import { NowherePage } from './nowhere';
import { Page } from './page';

const PARTS = ['cohort', 'invitations', 'keys'] as const;
const words = text.organisations;

/** One organisation, as its owner sees it. */
export function OrganisationPage({ session, id, part }: Inside & { id: string; part: string | undefined }) {
  const { value, problem, busy, reload } = useAnswer<{ items: Organisation[] }>(session, '/v1/organisations');
  const found = value?.items.find((organisation) => organisation.id === id);
  if (absent(problem) || (value !== null && found === undefined && !busy)) return <NowherePage />;
  if (found === undefined) return problem === null ? <Waiting /> : <Failed problem={problem} onRetry={reload} />;
  const shown = PARTS.find((known) => known === part) ?? 'cohort';
  return (
    <Page
      title={found.name}
      above={
        <a class="back" href={to('organisations')}>
          <Icon name="left" size={18} /> {words.back}
        </a>
      }
    >
      {found.role === 'member' ? (
        <p class="hint">{words.member}</p>
      ) : (
        <>
          <nav class="parts" aria-label={words.parts.label}>
            {PARTS.map((each) => (
              <a key={each} href={to('organisations', id, each)} {...(each === shown ? { 'aria-current': 'page' as const } : {})}>
                {words.parts[each]}
              </a>
            ))}
          </nav>
          {shown === 'cohort' && <Cohort session={session} id={id} />}
          {shown === 'invitations' && <Invitations session={session} id={id} />}
          {shown === 'keys' && <Keys session={session} id={id} />}
        </>
      )}
    </Page>
  );
}
