import { useId, useState } from 'preact/hooks';
import { clockInput, deviceZone } from '../calendar';
import { Field } from '../control/field';
import { chosenNames, Names } from '../control/names';
import { Scale } from '../control/scale';
import {
  type ContextData,
  type Entry,
  EXERCISES,
  type ExerciseData,
  type GratitudeData,
  type Kind,
  type MoodData,
  type SleepData,
} from '../contract';
import { figure } from '../figure';
import { text } from '../messages';
import type { Session } from '../session';
import { EntryForm, filled, numbered, present } from './entry_form';

interface Props<K extends Kind> {
  session: Session;
  entry?: Entry<K> | undefined;
  onSaved: (entry: Entry<K> | null) => void;
  onCancel?: () => void;
  labelledBy: string;
}

export function MoodForm({ entry, ...form }: Props<'mood'>) {
  const data = entry?.data;
  const words = text.kinds.mood;
  const told = data !== undefined && (data.energy ?? data.emotions ?? data.activities ?? data.place) !== undefined;
  const read = (fields: FormData): MoodData => {
    const [emotions, activities] = [chosenNames(fields, 'emotions'), chosenNames(fields, 'activities')];
    return present<MoodData>({
      // What this form does not show stays as it was.
      ...data,
      score: Number(fields.get('score')),
      energy: numbered(fields, 'energy'),
      emotions: emotions.length > 0 ? emotions : undefined,
      activities: activities.length > 0 ? activities : undefined,
      place: filled(fields, 'place'),
      note: filled(fields, 'note'),
    });
  };
  return (
    <EntryForm<'mood'>
      {...form}
      kind="mood"
      entry={entry}
      read={read}
      fields={['data.score', 'data.energy', 'data.emotions', 'data.activities', 'data.place', 'data.note']}
      said={(mood) => words.saved(figure(mood.score))}
    >
      <Scale name="score" legend={words.score} lowest={words.lowest} highest={words.highest} path="data.score" required moods value={data?.score} />
      <Field label={words.note} optional path="data.note">
        {(control) => <textarea {...control} name="note" rows={2} defaultValue={data?.note ?? ''} placeholder={words.notePlaceholder} />}
      </Field>
      <details class="further" open={told}>
        <summary>{words.more}</summary>
        <div class="fields">
          <Scale name="energy" legend={words.energy} lowest={words.drained} highest={words.full} path="data.energy" value={data?.energy} />
          <Names name="emotions" legend={words.emotions} offered={words.offeredEmotions} chosen={data?.emotions ?? []} path="data.emotions" />
          <Names name="activities" legend={words.activities} offered={words.offeredActivities} chosen={data?.activities ?? []} path="data.activities" />
          <Field label={words.place} optional path="data.place">
            {(control) => <input {...control} type="text" name="place" defaultValue={data?.place ?? ''} autoComplete="off" />}
          </Field>
        </div>
      </details>
    </EntryForm>
  );
}

export function SleepForm({ entry, ...form }: Props<'sleep'>) {
  const data = entry?.data;
  const words = text.kinds.sleep;
  const zone = entry?.zone ?? deviceZone();
  const today = clockInput(new Date(), zone).slice(0, 10);
  const yesterday = clockInput(new Date(Date.now() - 86_400_000), zone).slice(0, 10);
  const start = data === undefined ? `${yesterday}T23:00` : clockInput(new Date(data.start), zone);
  const end = data === undefined ? `${today}T07:00` : clockInput(new Date(data.end), zone);
  const read = (fields: FormData): SleepData => {
    // To the second as it was, where it was not changed.
    const kept = (name: 'start' | 'end', before: string) => {
      const now = String(fields.get(name));
      return data !== undefined && now === before ? data[name] : now;
    };
    return present<SleepData>({
      ...data,
      start: kept('start', start),
      end: kept('end', end),
      quality: numbered(fields, 'quality'),
      note: filled(fields, 'note'),
    });
  };
  return (
    <EntryForm<'sleep'>
      {...form}
      kind="sleep"
      entry={entry}
      read={read}
      fields={['data.start', 'data.end', 'data.quality', 'data.note']}
      said={() => words.saved}
    >
      <div class="pair">
        <Field label={words.start} path="data.start">
          {(control) => <input {...control} type="datetime-local" name="start" required defaultValue={start} />}
        </Field>
        <Field label={words.end} path="data.end">
          {(control) => <input {...control} type="datetime-local" name="end" required defaultValue={end} />}
        </Field>
      </div>
      <Scale name="quality" legend={words.quality} lowest={words.lowest} highest={words.highest} path="data.quality" value={data?.quality} />
      <Field label={text.kinds.note} optional path="data.note">
        {(control) => <textarea {...control} name="note" rows={2} defaultValue={data?.note ?? ''} />}
      </Field>
    </EntryForm>
  );
}

export function ExerciseForm({ entry, ...form }: Props<'exercise'>) {
  const data = entry?.data;
  const words = text.kinds.exercise;
  const read = (fields: FormData): ExerciseData =>
    present<ExerciseData>({
      exercise: String(fields.get('exercise')) as ExerciseData['exercise'],
      minutes: Number(fields.get('minutes')),
      name: filled(fields, 'name'),
      mood_before: numbered(fields, 'mood_before'),
      mood_after: numbered(fields, 'mood_after'),
      note: filled(fields, 'note'),
    });
  return (
    <EntryForm<'exercise'>
      {...form}
      kind="exercise"
      entry={entry}
      read={read}
      fields={['data.minutes', 'data.name', 'data.mood_before', 'data.mood_after', 'data.note']}
      said={(session) => words.saved(figure(session.minutes))}
    >
      <fieldset class="names">
        <legend>{words.kind}</legend>
        <div class="chips">
          {EXERCISES.map((kind) => (
            <label key={kind} class="chip">
              <input type="radio" name="exercise" value={kind} required defaultChecked={data?.exercise === kind} />
              <span>{words.names[kind]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="pair">
        <Field label={words.minutes} path="data.minutes">
          {(control) => (
            <input {...control} type="number" name="minutes" required min={0.1} max={1440} step="any" inputMode="decimal" defaultValue={data?.minutes ?? ''} />
          )}
        </Field>
        <Field label={words.name} optional path="data.name">
          {(control) => <input {...control} type="text" name="name" placeholder={words.namePlaceholder} defaultValue={data?.name ?? ''} autoComplete="off" />}
        </Field>
      </div>
      <details class="further" open={(data?.mood_before ?? data?.mood_after ?? data?.note) !== undefined}>
        <summary>{words.more}</summary>
        <div class="fields">
          <Scale name="mood_before" legend={words.before} lowest={text.kinds.mood.lowest} highest={text.kinds.mood.highest} path="data.mood_before" moods value={data?.mood_before} />
          <Scale name="mood_after" legend={words.after} lowest={text.kinds.mood.lowest} highest={text.kinds.mood.highest} path="data.mood_after" moods value={data?.mood_after} />
          <Field label={text.kinds.note} optional path="data.note">
            {(control) => <textarea {...control} name="note" rows={2} defaultValue={data?.note ?? ''} />}
          </Field>
        </div>
      </details>
    </EntryForm>
  );
}

const FEW_THINGS = 3;
const MOST_THINGS = 20;

export function GratitudeForm({ entry, onSaved, ...form }: Props<'gratitude'>) {
  const words = text.kinds.gratitude;
  const items = entry?.data.items ?? [];
  const [rows, setRows] = useState(Math.max(FEW_THINGS, items.length));
  const read = (fields: FormData): GratitudeData => ({
    items: fields.getAll('item').flatMap((item) => (String(item).trim() === '' ? [] : [String(item).trim()])),
  });
  return (
    <EntryForm<'gratitude'>
      {...form}
      kind="gratitude"
      entry={entry}
      read={read}
      fields={[]}
      said={() => words.saved}
      onSaved={(saved) => {
        setRows(FEW_THINGS);
        onSaved(saved);
      }}
    >
      <fieldset class="things">
        <legend>{words.legend}</legend>
        {Array.from({ length: rows }, (_, index) => (
          <input
            key={index}
            type="text"
            name="item"
            required={index === 0}
            defaultValue={items[index] ?? ''}
            aria-label={words.item(index + 1)}
            placeholder={words.placeholders[index % words.placeholders.length]}
            autoComplete="off"
          />
        ))}
      </fieldset>
      {rows < MOST_THINGS && (
        <button type="button" class="link" onClick={() => setRows(rows + 1)}>
          {words.another}
        </button>
      )}
    </EntryForm>
  );
}

export function ContextForm({ entry, ...form }: Props<'context'>) {
  const data = entry?.data;
  const words = text.kinds.context;
  const list = useId();
  const [metric, setMetric] = useState(data === undefined ? '' : (words.names[data.metric] ?? data.metric));
  const known = Object.entries(words.names).find(([, name]) => name === metric)?.[0];
  const read = (fields: FormData): ContextData =>
    present<ContextData>({
      metric: known ?? metric.trim(),
      value: Number(fields.get('value')),
      adds_up: known === undefined && fields.get('adds_up') !== null ? true : undefined,
    });
  return (
    <EntryForm<'context'>
      {...form}
      kind="context"
      entry={entry}
      read={read}
      fields={['data.metric', 'data.value', 'data.adds_up']}
      said={(measure) => words.saved(words.names[measure.metric] ?? measure.metric, figure(measure.value))}
    >
      <div class="pair">
        <Field label={words.metric} hint={words.metricHint} path="data.metric">
          {(control) => (
            <>
              <input {...control} type="text" name="metric" list={list} required maxLength={60} value={metric} onInput={(event) => setMetric(event.currentTarget.value)} autoComplete="off" />
              <datalist id={list}>
                {Object.values(words.names).map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label={words.value} path="data.value">
          {(control) => <input {...control} type="number" name="value" required step="any" inputMode="decimal" defaultValue={data?.value ?? ''} />}
        </Field>
      </div>
      {known === undefined && (
        <label class="tick">
          <input type="checkbox" name="adds_up" defaultChecked={data?.adds_up === true} />
          <span>{words.addsUp}</span>
        </label>
      )}
    </EntryForm>
  );
}
