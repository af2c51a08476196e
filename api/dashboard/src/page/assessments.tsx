import { absent, useAnswer } from '../answer';
import { dateWithYear, spokenDate } from '../calendar';
import { CourseChart } from '../chart/course_chart';
import { Care } from '../control/care';
import { Failed, Waiting } from '../control/waiting';
import { type Course, type Entry, type EntryPage, INSTRUMENTS, type Instrument, type LocalDate, type Usage } from '../contract';
import { listPath } from '../entries';
import { text } from '../messages';
import { to } from '../route';
import type { Inside } from './frame';
import { Page } from './page';

/** Questionnaires to fill in, and how their results went over time. */
export function AssessmentsPage({ session }: Inside) {
  const latest = useAnswer<EntryPage<'assessment'>>(session, listPath('assessment', { limit: 50 }));
  const courses = useAnswer<{ items: Course[] }>(session, '/v1/assessments/course');
  const usage = useAnswer<Usage>(session, '/v1/usage');
  const items = latest.value?.items ?? [];
  const drawn = (courses.value?.items ?? []).filter((course) => course.points.some((point) => point.total !== null));
  const today = usage.value?.today ?? null;
  return (
    <Page title={text.assessments.title} intro={text.assessments.intro}>
      {latest.problem !== null && <Failed problem={latest.problem} onRetry={latest.reload} />}
      <div class="columns">
        {items[0]?.score?.follow_up === 'required' && <Care />}
        <section aria-label={text.assessments.title}>
          <ul class="instruments">
            {INSTRUMENTS.map((instrument) => (
              <Choice key={instrument} instrument={instrument} last={lastOf(items, instrument)} today={today} known={latest.value !== null} />
            ))}
          </ul>
        </section>
        {courses.value === null && courses.busy && <Waiting tall />}
        {courses.problem !== null && !absent(courses.problem) && <Failed problem={courses.problem} onRetry={courses.reload} />}
        {drawn.map((course) => (
          <section key={course.instrument} class="card course" aria-labelledby={`course-${course.instrument}`}>
            <h2 id={`course-${course.instrument}`}>{text.assessments.course.of(text.instruments[course.instrument].name)}</h2>
            <CourseChart course={course} />
          </section>
        ))}
      </div>
    </Page>
  );
}

const lastOf = (items: Entry<'assessment'>[], instrument: Instrument) =>
  items.find((entry) => entry.data.instrument === instrument)?.local_date;

interface ChoiceProps {
  instrument: Instrument;
  last: LocalDate | undefined;
  today: LocalDate | null;
  /** Whether it is known when it was filled in last. */
  known: boolean;
}

function Choice({ instrument, last, today, known }: ChoiceProps) {
  const { name } = text.instruments[instrument];
  const count = instrument === 'cssrs' ? 6 : text.instruments[instrument].items.length;
  const day = last === undefined ? text.assessments.never : text.assessments.last(today === null ? dateWithYear(last) : spokenDate(last, today));
  return (
    <li class="card">
      <h2>{name}</h2>
      <p>{text.assessments.descriptions[instrument]}</p>
      <p class="fine">
        {text.assessments.items(count)}
        {known && ` · ${day}`}
      </p>
      <a class="button" href={to('assessments', instrument)} aria-label={text.assessments.fillOf(name)}>
        {text.assessments.fill}
      </a>
    </li>
  );
}
