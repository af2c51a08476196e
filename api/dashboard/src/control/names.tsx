import { text } from '../messages';
import { useReason } from './field';

interface Props {
  name: string;
  legend: string;
  /** What is offered: the word that is kept, which is also the word that is shown. */
  offered: string[];
  chosen: string[];
  path: string;
}

/** Names to tick, and room for one's own, separated by commas. */
export function Names({ name, legend, offered, chosen, path }: Props) {
  const reason = useReason(path);
  const own = chosen.filter((word) => !offered.includes(word));
  return (
    <fieldset class="names">
      <legend>
        {legend} <span class="optional">{text.optional}</span>
      </legend>
      <div class="chips">
        {offered.map((word) => (
          <label key={word} class="chip">
            <input type="checkbox" name={name} value={word} defaultChecked={chosen.includes(word)} />
            <span>{word}</span>
          </label>
        ))}
      </div>
      <input
        type="text"
        name={`${name}-own`}
        defaultValue={own.join(', ')}
        placeholder={text.names.own}
        aria-label={text.names.ownFor(legend)}
        aria-invalid={reason !== undefined}
        autoComplete="off"
      />
      {reason !== undefined && <p class="reason">{reason}</p>}
    </fieldset>
  );
}

/** The names that a form holds, each once. */
export function chosenNames(fields: FormData, name: string): string[] {
  const own = String(fields.get(`${name}-own`) ?? '').split(',');
  const all = [...fields.getAll(name).map(String), ...own].map((word) => word.trim());
  return [...new Set(all.filter((word) => word !== ''))];
}
