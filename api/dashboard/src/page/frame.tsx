import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Icon, type IconName } from '../control/icon';
import { type Draft, unsaved } from '../entry/journal_form';
import { text } from '../messages';
import { type Route, to, useRoute } from '../route';
import type { Session } from '../session';
import { Uploads } from '../uploads';
import { AccountPage } from './account';
import { AssessmentsPage } from './assessments';
import { Brand } from './brand';
import { CalendarPage } from './calendar';
import { DayPage } from './day';
import { FillPage } from './fill';
import { ImportPage } from './import';
import { InsightsPage } from './insights';
import { JournalPage } from './journal';
import { MorePage } from './more';
import { NowherePage } from './nowhere';
import { OrganisationPage } from './organisation';
import { OrganisationsPage } from './organisations';
import { JournalPageOf } from './reading';
import { SleepPage } from './sleep';
import { TodayPage } from './today';
import { WritingPage } from './writing';

type Place = IconName & keyof typeof text.nav;

const DAILY: Place[] = ['today', 'calendar', 'journal', 'sleep', 'assessments', 'insights'];
export const OCCASIONAL: Place[] = ['import', 'organisations', 'account'];
/** What the bar at the bottom of a phone has room for; the others are behind the last one. */
const BAR: Place[] = ['today', 'calendar', 'journal', 'insights', 'more'];
export const BEHIND_MORE: Place[] = ['sleep', 'assessments', ...OCCASIONAL];

interface Props {
  session: Session;
  onLeave: () => void;
}


/** What every page gets. */
export interface Inside {
  session: Session;
  onLeave: () => void;
  uploads: Uploads;
  /** The unfinished new page of the journal. */
  draft: Draft;
}

/** The pages and the ways between them: a rail at the side, or a bar at the bottom of a phone. */
export function Frame({ session, onLeave }: Props) {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const inside = useMemo<Inside>(
    () => ({ session, onLeave, uploads: new Uploads(session), draft: { title: '', text: '' } }),
    [session],
  );
  const place = placeOf(route);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (unsaved(inside.draft) || inside.uploads.sending) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      inside.uploads.stop();
    };
  }, [inside]);

  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {text.nav.skip}
      </button>
      <aside class="rail">
        <a class="home" href={to()} aria-label={text.brand}>
          <Brand />
        </a>
        <nav aria-label={text.nav.label}>
          <Links places={DAILY} here={place} />
          <Links places={OCCASIONAL} here={place} />
        </nav>
        <div class="signed-in">
          <p class="fine">
            <span class="visually-hidden">{text.door.account(session.person.email)}</span>
            <span aria-hidden="true" title={session.person.email}>
              {session.person.email}
            </span>
          </p>
          <button type="button" class="link" onClick={onLeave}>
            {text.door.signOut}
          </button>
        </div>
      </aside>
      <div class="content">
        {session.person.synthetic && (
          <p class="banner" role="note" data-testid="synthetic-banner">
            <strong>{text.simulated.title}.</strong> {text.simulated.body}
          </p>
        )}
        <main ref={main} tabIndex={-1}>
          <Content route={route} inside={inside} />
        </main>
        <footer class="fine">{text.footer}</footer>
      </div>
      <nav class="bottom" aria-label={text.nav.label}>
        <Links places={BAR} here={BAR.includes(place) ? place : 'more'} />
      </nav>
    </div>
  );
}

function Links({ places, here }: { places: Place[]; here: Place }) {
  return (
    <ul>
      {places.map((place) => (
        <li key={place}>
          <a href={place === 'today' ? to() : to(place)} {...(place === here ? { 'aria-current': 'page' as const } : {})}>
            <Icon name={place} />
            <span>{text.nav[place]}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function placeOf([first = 'today']: Route): Place {
  if (first === 'day') return 'calendar';
  const known = [...DAILY, ...OCCASIONAL, 'more' as const].find((place) => place === first);
  return known ?? 'today';
}

function Content({ route, inside }: { route: Route; inside: Inside }) {
  const [first = 'today', second, third] = route;
  switch (first) {
    case 'today':
      return <TodayPage {...inside} kind={second} />;
    case 'calendar':
      return <CalendarPage {...inside} month={second} />;
    case 'day':
      return second === undefined || !isDate(second) ? <NowherePage /> : <DayPage key={second} {...inside} date={second} />;
    case 'journal':
      if (second === undefined) return <JournalPage {...inside} />;
      if (second === 'new') return <WritingPage {...inside} id={null} />;
      if (third === 'edit') return <WritingPage key={second} {...inside} id={second} />;
      return <JournalPageOf key={second} {...inside} id={second} />;
    case 'sleep':
      return <SleepPage {...inside} />;
    case 'assessments':
      return second === undefined ? <AssessmentsPage {...inside} /> : <FillPage key={second} {...inside} name={second} />;
    case 'insights':
      return <InsightsPage {...inside} />;
    case 'import':
      return <ImportPage key={second ?? ''} {...inside} id={second} />;
    case 'organisations':
      return second === undefined ? (
        <OrganisationsPage {...inside} />
      ) : (
        <OrganisationPage key={second} {...inside} id={second} part={third} />
      );
    case 'account':
      return <AccountPage {...inside} />;
    case 'more':
      return <MorePage {...inside} />;
    default:
      return <NowherePage />;
  }
}

const isDate = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
