import { Care } from '../control/care';
import type { Instrument } from '../contract';
import { text } from '../messages';

interface Props {
  instrument: Exclude<Instrument, 'cssrs'>;
  answers: Map<number, number>;
  onAnswer: (item: number, value: number) => void;
  difficulty: number | null;
  onDifficulty: (value: number) => void;
}

/** The place of the item that asks for care whatever the total: PHQ-9's ninth; -1 where there is none. */
const safetyItem = (instrument: Instrument) => (instrument === 'phq9' ? 8 : -1);

/** The items of a questionnaire with the answers that it offers. */
export function Questions({ instrument, answers, onAnswer, difficulty, onDifficulty }: Props) {
  const { instruction, items, choices, choicesOf, falling = false } = text.instruments[instrument];
  const bothered = [...answers.values()].some((value) => value > 0);
  return (
    <>
      <p class="instruction">{instruction}</p>
      <ol class="questions">
        {items.map((item, index) => (
          <li key={item}>
            <Question
              name={`item-${index}`}
              legend={`${index + 1}. ${item}`}
              choices={choicesOf?.[index] ?? choices}
              falling={falling}
              chosen={answers.get(index) ?? null}
              onChoose={(value) => onAnswer(index, value)}
            />
            {index === safetyItem(instrument) && (answers.get(index) ?? 0) > 0 && <Care />}
          </li>
        ))}
      </ol>
      {instrument === 'phq9' && bothered && (
        <Question
          name="difficulty"
          legend={text.instruments.difficulty.question}
          choices={text.instruments.difficulty.choices}
          falling={false}
          chosen={difficulty}
          onChoose={onDifficulty}
        />
      )}
    </>
  );
}

interface QuestionProps {
  name: string;
  legend: string;
  /** From 0 up. */
  choices: string[];
  /** Whether the highest is offered first. */
  falling: boolean;
  chosen: number | null;
  onChoose: (value: number) => void;
}

function Question({ name, legend, choices, falling, chosen, onChoose }: QuestionProps) {
  const offered = choices.map((choice, value) => ({ choice, value }));
  if (falling) offered.reverse();
  return (
    <fieldset class="question">
      <legend>{legend}</legend>
      <div class="answers">
        {offered.map(({ choice, value }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => onChoose(value)} />
            <span>{choice}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
