import { useRef, useState } from 'preact/hooks';
import { deviceZone, timestamp } from '../calendar';
import type { MoodData, NewMood } from '../contract';
import { newEventId } from '../event_id';
import { figure } from '../figure';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';
import { Notice } from './notice';

const SCORES = Array.from({ length: 10 }, (_, index) => index + 1);

interface Props {
  session: Session;
  onSaved: () => void;
}

/** How are you: a score, and whatever one likes to add. */
export function CheckIn({ session, onSaved }: Props) {
  const form = useRef<HTMLFormElement>(null);
  /**
   * What was sent without a word of success. It may have been recorded all the same, so the next try goes
   * out under the same id and time: the server then counts it once.
   */
  const unconfirmed = useRef<NewMood | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState('');

  const settle = (word: string) => {
    unconfirmed.current = null;
    setSaved(word);
    onSaved();
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || form.current === null) return;
    const data = moodData(new FormData(form.current));
    const now = new Date();
    const mood: NewMood = {
      ...(unconfirmed.current ?? { id: newEventId(now), at: timestamp(now), zone: deviceZone() }),
      data,
    };
    unconfirmed.current = mood;
    setBusy(true);
    setProblem(null);
    setSaved('');
    try {
      await session.recordMood(mood);
      form.current?.reset();
      settle(text.checkIn.saved(figure(data.score)));
    } catch (thrown) {
      const failure = asProblem(thrown);
      if (failure.status === 409) {
        // The id is taken: the first try was recorded, and this one differs from it. The form keeps its words.
        settle(text.checkIn.alreadyThere);
      } else {
        if (!uncertain(failure)) unconfirmed.current = null;
        setProblem(failure);
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="card check-in" aria-labelledby="check-in-title">
      <h2 id="check-in-title">{text.checkIn.title}</h2>
      <form ref={form} onSubmit={submit} onInput={() => setSaved('')} aria-labelledby="check-in-title">
        <fieldset class="segments scores" aria-describedby="score-ends">
          <legend>{text.checkIn.score}</legend>
          {SCORES.map((score) => (
            <label key={score}>
              <input type="radio" name="score" value={score} required />
              <span>{score}</span>
            </label>
          ))}
        </fieldset>
        <p id="score-ends" class="ends hint">
          <span>{text.checkIn.lowest}</span>
          <span>{text.checkIn.highest}</span>
        </p>
        <div class="field">
          <label for="energy">
            {text.checkIn.energy} <span class="optional">{text.checkIn.optional}</span>
          </label>
          <select id="energy" name="energy">
            <option value="">{text.checkIn.energyNone}</option>
            {SCORES.map((level) => (
              <option key={level} value={level}>
                {text.checkIn.energyLevels[level] ?? level}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="note">
            {text.checkIn.note} <span class="optional">{text.checkIn.optional}</span>
          </label>
          <textarea id="note" name="note" rows={2} />
        </div>
        {problem !== null && (
          <Notice problem={problem} hint={uncertain(problem) ? text.checkIn.unsure : undefined} />
        )}
        <div class="submit">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? text.checkIn.submitting : text.checkIn.submit}
          </button>
          <p role="status" data-testid="saved">
            {saved}
          </p>
        </div>
      </form>
    </section>
  );
}

/** Whether the server may have recorded what it didn't confirm: it answered not at all, or with a failure. */
function uncertain(problem: Problem): boolean {
  return problem.status === 0 || problem.status >= 500;
}

function moodData(fields: FormData): MoodData {
  const data: MoodData = { score: Number(fields.get('score')) };
  const energy = String(fields.get('energy') ?? '');
  const note = String(fields.get('note') ?? '').trim();
  if (energy !== '') data.energy = Number(energy);
  if (note !== '') data.note = note;
  return data;
}
