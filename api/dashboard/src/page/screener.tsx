import { Care } from '../control/care';
import type { Screener } from '../contract';
import { text } from '../messages';

/** What has been answered so far. */
export type Partial = { [Q in keyof Screener]?: boolean };

interface Props {
  answers: Partial;
  onAnswer: (answers: Partial) => void;
}

/** The C-SSRS screener: each question appears when the ones before ask for it. */
export function ScreenerQuestions({ answers, onAnswer }: Props) {
  const words = text.instruments.cssrs;
  const answer = (question: keyof Screener) => (yes: boolean) => onAnswer(pruned({ ...answers, [question]: yes }));
  const worrying = ORDER.find((question) => answers[question] === true);
  const ask = (question: keyof Screener) => (
    <>
      <YesNo question={question} answer={answers[question]} onAnswer={answer(question)} />
      {question === worrying && <Care />}
    </>
  );
  return (
    <>
      <p class="instruction">{words.instruction}</p>
      <h2>{words.pastMonth}</h2>
      {ask('wish_to_be_dead')}
      {ask('suicidal_thoughts')}
      {answers.suicidal_thoughts === true && (
        <>
          {ask('method')}
          {ask('intent')}
          {ask('plan')}
          {acute(answers) && ask('intent_or_plan_past_day')}
        </>
      )}
      <h2>{words.ever}</h2>
      {ask('behaviour_lifetime')}
      {answers.behaviour_lifetime === true && ask('behaviour_past_3_months')}
    </>
  );
}

/** In the order in which they are asked. */
const ORDER = Object.keys(text.instruments.cssrs.questions) as (keyof Screener)[];

const acute = (answers: Partial) => answers.intent === true || answers.plan === true;

/** Without the answers to questions that are no longer asked. */
function pruned(answers: Partial): Partial {
  const kept = { ...answers };
  if (kept.suicidal_thoughts !== true) {
    delete kept.method;
    delete kept.intent;
    delete kept.plan;
  }
  if (!acute(kept)) delete kept.intent_or_plan_past_day;
  if (kept.behaviour_lifetime !== true) delete kept.behaviour_past_3_months;
  return kept;
}

/** The answers in the form in which they are sent; null while one is missing. */
export function completed(answers: Partial): Screener | null {
  const { wish_to_be_dead, suicidal_thoughts, behaviour_lifetime } = answers;
  if (wish_to_be_dead === undefined || suicidal_thoughts === undefined || behaviour_lifetime === undefined) return null;
  const behaviour_past_3_months = behaviour_lifetime ? answers.behaviour_past_3_months : false;
  const asked = suicidal_thoughts ? [answers.method, answers.intent, answers.plan] : [];
  if (acute(answers)) asked.push(answers.intent_or_plan_past_day);
  if (behaviour_past_3_months === undefined || asked.includes(undefined)) return null;
  return { ...answers, wish_to_be_dead, suicidal_thoughts, behaviour_lifetime, behaviour_past_3_months };
}

interface YesNoProps {
  question: keyof Screener;
  answer: boolean | undefined;
  onAnswer: (yes: boolean) => void;
}

function YesNo({ question, answer, onAnswer }: YesNoProps) {
  return (
    <fieldset class="question">
      <legend>{text.instruments.cssrs.questions[question]}</legend>
      <div class="answers two">
        {[true, false].map((yes) => (
          <label key={String(yes)}>
            <input type="radio" name={question} checked={answer === yes} onChange={() => onAnswer(yes)} />
            <span>{yes ? text.assessments.yes : text.assessments.no}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
