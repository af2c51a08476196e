interface Props<V extends string | number> {
  name: string;
  legend: string;
  choices: readonly V[];
  label: (choice: V) => string;
  value: V;
  onChange: (choice: V) => void;
}

/** One choice out of a few, side by side. */
export function Segments<V extends string | number>({ name, legend, choices, label, value, onChange }: Props<V>) {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input type="radio" name={name} value={choice} checked={choice === value} onChange={() => onChange(choice)} />
          <span>{label(choice)}</span>
        </label>
      ))}
    </fieldset>
  );
}
