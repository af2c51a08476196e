import { useRef, useState } from 'preact/hooks';
import { Field, Trouble } from '../control/field';
import { Notice } from '../control/notice';
import { ZoneField } from '../control/zone_field';
import type { Format, Import, NewImport } from '../contract';
import { newEventId } from '../event_id';
import { text } from '../messages';
import { asProblem, type Problem } from '../problem';
import type { Session } from '../session';

const FIELDS = ['format', 'size', 'zone', 'mapping', 'name'];

interface Props {
  session: Session;
  formats: Format[];
  onStart: (view: Import, file: File) => void;
}

/** What is imported, and how it is to be understood. */
export function ImportForm({ session, formats, onStart }: Props) {
  const words = text.imports.form;
  const [format, setFormat] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [zone, setZone] = useState(session.person.zone);
  const [mapping, setMapping] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** One id for tries that got no answer, so that only one import is made. */
  const begun = useRef<{ id: string; of: string } | null>(null);
  const chosen = formats.find((known) => known.format === format);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || file === null) return;
    const asked = { format, name: file.name, size: file.size, zone, ...(mapping.trim() === '' ? {} : { mapping }) };
    const of = JSON.stringify([asked, file.lastModified]);
    if (begun.current?.of !== of) begun.current = { id: newEventId(new Date()), of };
    const request: NewImport = { id: begun.current.id, ...asked };
    setBusy(true);
    setProblem(null);
    try {
      onStart(await session.post<Import>('/v1/imports', request), file);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };

  const example = words.examples[format];
  const map = (
    <>
      <Field label={words.mapping} hint={chosen?.needs_mapping === true ? words.mappingHint : words.mappingOptional} path="mapping">
        {(control) => (
          <textarea
            {...control}
            class="code"
            rows={6}
            required={chosen?.needs_mapping === true}
            spellcheck={false}
            value={mapping}
            onInput={(event) => setMapping(event.currentTarget.value)}
          />
        )}
      </Field>
      {example !== undefined && (
        <div class="example">
          <p class="hint">{words.mappingExample}</p>
          <pre>{example}</pre>
        </div>
      )}
    </>
  );

  return (
    <section class="card" aria-labelledby="import-title">
      <h2 id="import-title">{words.title}</h2>
      <Trouble.Provider value={problem}>
        <form class="entry-form" onSubmit={submit} aria-labelledby="import-title">
          <div class="fields">
            <Field label={words.format} path="format">
              {(control) => (
                <select {...control} required value={format} onChange={(event) => setFormat(event.currentTarget.value)}>
                  <option value="">{words.choose}</option>
                  {formats.map((known) => (
                    <option key={known.format} value={known.format}>
                      {known.title}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field
              label={words.file}
              path="size"
              hint={chosen === undefined || chosen.extensions.length === 0 ? undefined : words.fileHint(chosen.extensions.join(', '))}
            >
              {(control) => (
                <input
                  {...control}
                  type="file"
                  required
                  {...(chosen === undefined ? {} : { accept: chosen.extensions.join(',') })}
                  onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
                />
              )}
            </Field>
            <ZoneField label={words.zone} hint={words.zoneHint} path="zone" value={zone} onInput={setZone} />
            {chosen?.needs_mapping === true && map}
            {chosen?.needs_mapping === false && example !== undefined && (
              <details class="further">
                <summary>{words.mappingMore}</summary>
                <div class="fields">{map}</div>
              </details>
            )}
          </div>
          {problem !== null && <Notice problem={problem} fields={FIELDS} />}
          {file !== null && file.size === 0 && <p class="reason">{words.empty}</p>}
          <div class="submit">
            <button type="submit" class="primary" disabled={busy || (file !== null && file.size === 0)}>
              {busy ? words.starting : words.start}
            </button>
          </div>
        </form>
      </Trouble.Provider>
    </section>
  );
}
