import { useState } from 'preact/hooks';
import { address } from '../address';
import { absent, useAnswer } from '../answer';
import { fullDate } from '../calendar';
import { Icon } from '../control/icon';
import { Failed, Waiting } from '../control/waiting';
import { type Dashboard, type Kind, KINDS, type Usage } from '../contract';
import { DayEntries, kindsOf } from '../entry/day_entries';
import { text } from '../messages';
import { to } from '../route';
import { Course, type Range, RANGES } from './course';
import type { Inside } from './frame';
import { Glance } from './glance';
import { InsightList, splitInsights } from './insight_list';
import { Page } from './page';
import { Record } from './record';

const FEW_INSIGHTS = 2;

/** The first page: saying how one is, and how the days have been. */
export function TodayPage({ session, draft, kind }: Inside & { kind: string | undefined }) {
  const [range, setRange] = useState<Range>(RANGES[1]);
  const dashboard = useAnswer<Dashboard>(session, address('/v1/dashboard', { days: range }));
  const usage = useAnswer<Usage>(session, '/v1/usage');
  /** Grows with each entry, so that the list of the day is read anew. */
  const [turn, setTurn] = useState(0);
  const saved = () => {
    setTurn(turn + 1);
    dashboard.reload();
    if (!absent(usage.problem)) usage.reload();
  };
  const shown = dashboard.value;
  const today = shown?.days.at(-1);
  const hasEntries = usage.value?.kinds.some((used) => used.count > 0) ?? (today !== undefined && turn > 0);
  const found = shown === null ? [] : splitInsights(shown.insights).found;

  return (
    <Page
      title={greeting(new Date().getHours())}
      intro={shown === null ? ' ' : fullDate(shown.today)}
      beside={usage.value !== null && <Streak usage={usage.value} />}
    >
      <div class="today">
        <Record session={session} draft={draft} usage={usage.value} first={asKind(kind)} onSaved={saved} />
        <div class="aside">
          {dashboard.problem !== null && <Failed problem={dashboard.problem} onRetry={dashboard.reload} />}
          {shown === null && dashboard.busy && <Waiting lines={4} />}
          {shown !== null && (
            <>
              <Glance dashboard={shown} />
              <section class="card so-far" aria-labelledby="so-far-title">
                <header>
                  <h2 id="so-far-title">{text.today.soFar.title}</h2>
                  <a href={to('day', shown.today)}>{text.today.soFar.all}</a>
                </header>
                <DayEntries
                  session={session}
                  date={shown.today}
                  kinds={kindsOf(today)}
                  empty={text.today.soFar.empty}
                  turn={turn}
                  onChanged={saved}
                />
              </section>
              <section class="card insights" aria-labelledby="insights-title">
                <header>
                  <h2 id="insights-title">{text.insights.title}</h2>
                  <a href={to('insights')}>{text.insights.all}</a>
                </header>
                {found.length === 0 ? <p class="hint">{text.insights.empty}</p> : <InsightList insights={found.slice(0, FEW_INSIGHTS)} />}
              </section>
            </>
          )}
        </div>
        <div class="wide" aria-busy={dashboard.busy}>
          {shown !== null && <Course dashboard={shown} range={range} onRange={setRange} hasEntries={hasEntries} />}
        </div>
      </div>
    </Page>
  );
}

function Streak({ usage }: { usage: Usage }) {
  const { days, today_counted, longest } = usage.streak;
  const words = text.today.streak;
  return (
    <p class="streak" data-testid="streak">
      <Icon name="flame" />
      <span>
        <strong>{days === 0 ? words.none : words.days(days)}</strong>
        <span class="fine">
          {days > 0 && !today_counted && `${words.open} `}
          {longest > days && words.longest(longest)}
        </span>
      </span>
    </p>
  );
}

function greeting(hour: number): string {
  if (hour < 5) return text.today.night;
  if (hour < 12) return text.today.morning;
  return hour < 18 ? text.today.afternoon : text.today.evening;
}

const asKind = (name: string | undefined): Kind => KINDS.find((kind) => kind === name) ?? 'mood';

