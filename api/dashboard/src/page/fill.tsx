import { useRef, useState } from 'preact/hooks';
import { Care } from '../control/care';
import { Icon } from '../control/icon';
import { Notice } from '../control/notice';
import { type AssessmentData, type Entry, INSTRUMENTS, type Instrument, type Score, type Screener } from '../contract';
import { useRecording } from '../entry/recording';
import { figure } from '../figure';
import { text } from '../messages';
import { to } from '../route';
import type { Session } from '../session';
import type { Inside } from './frame';
import { NowherePage } from './nowhere';
import { Page } from './page';
import { Questions } from './questions';
import { completed, type Partial, ScreenerQuestions } from './screener';

/** Filling in one questionnaire. */
export function FillPage({ session, name }: Inside & { name: string }) {
  const instrument = INSTRUMENTS.find((known) => known === name);
  return instrument === undefined ? <NowherePage /> : <Fill session={session} instrument={instrument} />;
}

function Fill({ session, instrument }: { session: Session; instrument: Instrument }) {
  const words = text.assessments;
  const { name, source } = text.instruments[instrument];
  const [score, setScore] = useState<Score | null>(null);
  const result = useRef<HTMLHeadingElement>(null);
  const shown = (entry: Entry<'assessment'> | null) => {
    if (entry?.score === undefined) return;
    setScore(entry.score);
    window.scrollTo(0, 0);
    requestAnimationFrame(() => result.current?.focus());
  };
  return (
    <Page
      title={name}
      intro={words.descriptions[instrument]}
      above={
        <a class="back" href={to('assessments')}>
          <Icon name="left" size={18} /> {words.back}
        </a>
      }
    >
      <div class="narrow">
        {score === null ? (
          <Form session={session} instrument={instrument} onSaved={shown} />
        ) : (
          <section class="card result" aria-labelledby="result-title">
            <h2 id="result-title" ref={result} tabIndex={-1}>
              {words.result.title}
            </h2>
            <Result score={score} />
            <p class="actions">
              <a class="button" href={to('assessments')}>
                {words.result.course}
              </a>
            </p>
          </section>
        )}
        <p class="fine">{source}</p>
      </div>
    </Page>
  );
}

interface FormProps {
  session: Session;
  instrument: Instrument;
  onSaved: (entry: Entry<'assessment'> | null) => void;
}

function Form({ session, instrument, onSaved }: FormProps) {
  const words = text.assessments;
  const [answers, setAnswers] = useState<Map<number, number>>(new Map());
  const [difficulty, setDifficulty] = useState<number | null>(null);
  const [screener, setScreener] = useState<Partial>({});
  const recording = useRecording<'assessment'>({ session, kind: 'assessment', said: () => '', onSaved });
  const [incomplete, setIncomplete] = useState(false);

  const mayLeaveOut = instrument === 'phq9' || instrument === 'gad7';
  const count = instrument === 'cssrs' ? 0 : text.instruments[instrument].items.length;
  const whole = instrument === 'cssrs' ? completed(screener) : null;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const missing = instrument === 'cssrs' ? whole === null : answers.size < count && !(mayLeaveOut && answers.size > 0);
    setIncomplete(missing);
    if (missing) return;
    void recording.submit(dataOf(instrument, count, answers, difficulty, whole), null);
  };

  return (
    <form class="card questionnaire" onSubmit={submit} aria-label={text.instruments[instrument].name}>
      {instrument === 'cssrs' ? (
        <ScreenerQuestions answers={screener} onAnswer={setScreener} />
      ) : (
        <Questions
          instrument={instrument}
          answers={answers}
          onAnswer={(item, value) => setAnswers(new Map(answers).set(item, value))}
          difficulty={difficulty}
          onDifficulty={setDifficulty}
        />
      )}
      {recording.problem !== null && <Notice problem={recording.problem} hint={recording.hint} />}
      {incomplete && (
        <p class="notice" role="alert">
          {words.unanswered}
        </p>
      )}
      <div class="submit">
        <button type="submit" class="primary" disabled={recording.busy}>
          {recording.busy ? words.saving : words.save}
        </button>
        {count > 0 && <p class="hint">{words.progress(answers.size, count)}</p>}
      </div>
      {mayLeaveOut && <p class="fine">{words.mayLeaveOut}</p>}
    </form>
  );
}

function dataOf(
  instrument: Instrument,
  count: number,
  answers: Map<number, number>,
  difficulty: number | null,
  screener: Screener | null,
): AssessmentData {
  if (screener !== null) return { instrument, screener };
  return {
    instrument,
    answers: Array.from({ length: count }, (_, item) => answers.get(item) ?? null),
    ...(difficulty === null ? {} : { difficulty }),
  };
}

/** What the server makes of the answers, in words. */
function Result({ score }: { score: Score }) {
  const words = text.assessments.result;
  const { total, band, screen_positive, prorated, missing, tier, follow_up, instrument } = score;
  return (
    <>
      {follow_up === 'required' && <Care />}
      {instrument === 'cssrs' && <p>{tier === 'none' ? words.tierNone : words.tier}</p>}
      {instrument !== 'cssrs' && total === null && <p>{words.noTotal}</p>}
      {total !== null && (
        <p class="big">
          <span class="value">{figure(total)}</span> <span class="unit">{text.kinds.assessment.points}</span>
        </p>
      )}
      {band !== null && <p>{words.band(band)}</p>}
      {screen_positive === true && <p>{words.positive}</p>}
      {prorated && <p class="hint">{words.prorated(missing)}</p>}
      {follow_up === 'ask' && (
        <p class="care-quiet">
          {text.care.ask} <a href={to('assessments', 'cssrs')}>{text.assessments.fillOf(text.instruments.cssrs.name)}</a>
        </p>
      )}
    </>
  );
}
