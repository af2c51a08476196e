import { json, problem } from './index.mjs';

const FORMATS = [
  ['csv', 'Any CSV, with a mapping', ['.csv'], true],
  ['daylio-csv', 'Daylio (CSV export)', ['.csv'], false],
  ['daylio', 'Daylio (backup)', ['.daylio'], false],
  ['apple-health', 'Apple Health (export.xml)', ['.xml', '.zip'], false],
  ['state-of-mind', 'Apple State of Mind (JSON)', ['.json'], false],
  ['fitbit', 'Fitbit sleep (JSON)', ['.json'], false],
  ['oura', 'Oura (JSON)', ['.json'], false],
  ['mindlamp', 'mindLAMP (JSON)', ['.json'], false],
  ['ndjson', 'Eunoia events (NDJSON)', ['.ndjson'], false],
].map(([format, title, extensions, needs_mapping]) => ({ format, title, extensions, needs_mapping }));

export async function imports(context, kept) {
  kept.imports = [];
  /** Offsets that pieces came with, and their sizes. */
  kept.pieces = [];
  await context.route('**/v1/imports/formats', (route) => json(route, { items: FORMATS }));
  await context.route(/\/v1\/imports(\?.*)?$/, (route) => {
    if (route.request().method() === 'POST') return begin(route, kept);
    return json(route, { items: [...kept.imports].reverse(), next_cursor: null });
  });
  await context.route(/\/v1\/imports\/(?!formats)[^/?]+$/, (route) => {
    const id = new URL(route.request().url()).pathname.split('/').at(-1);
    const found = kept.imports.find((each) => each.id === id);
    if (!found) return problem(route, 404, 'not_found', 'there is no such import');
    switch (route.request().method()) {
      case 'PATCH':
        return receive(route, kept, found);
      case 'DELETE':
        kept.imports = kept.imports.filter((each) => each !== found);
        return route.fulfill({ status: 204 });
      default:
        advance(found);
        return json(route, found);
    }
  });
}

function begin(route, kept) {
  const asked = route.request().postDataJSON();
  const before = kept.imports.find((each) => each.id === asked.id);
  if (before) return json(route, before);
  if (asked.format === 'csv' && !asked.mapping.includes('=')) {
    const errors = [{ field: 'mapping', value: asked.mapping, reason: 'expected TOML with at least one column' }];
    return problem(route, 422, 'invalid', 'mapping is not of that form, expected TOML with at least one column', errors);
  }
  const now = new Date().toISOString();
  const made = {
    id: asked.id, format: asked.format, name: asked.name ?? null, zone: asked.zone ?? 'Europe/Berlin', state: 'uploading', size: asked.size,
    received: 0, progress: { bytes: 0, of_bytes: asked.size }, report: null, error: null, created_at: now, updated_at: now,
  };
  kept.imports.push(made);
  return json(route, made, 201);
}

function receive(route, kept, found) {
  const offset = Number(route.request().headers()['upload-offset']);
  if (offset !== found.received) {
    return problem(route, 409, 'offset_mismatch', `go on at ${found.received}`, [], { 'Upload-Offset': String(found.received) });
  }
  const size = route.request().postDataBuffer()?.length ?? 0;
  kept.pieces.push({ offset, size });
  found.received += size;
  if (found.received === found.size) found.state = 'queued';
  return json(route, found);
}

/** Each look finds the job a step further. */
function advance(found) {
  if (found.state === 'queued') {
    found.state = 'running';
    found.progress.bytes = Math.floor(found.size / 2);
  } else if (found.state === 'running') {
    found.progress.bytes = found.size;
    if (found.name === 'broken.csv') {
      Object.assign(found, { state: 'failed', error: { code: 'invalid', detail: 'the file ends in the middle of a quoted field' } });
    } else {
      Object.assign(found, { state: 'done', report: REPORT });
    }
  }
}

const REPORT = {
  rows: 1874, mapped: 1208, duplicates: 311, merged: 240, not_taken_total: 109,
  not_taken: { HKQuantityTypeIdentifierDietaryWater: 80, HKQuantityTypeIdentifierFlightsClimbed: 29 },
  rejected_total: 6,
  rejected: [
    { line: 17, reason: 'mood is "so-so", expected one of awful, bad, meh, good, rad, or a mapping for it' },
    { line: 402, reason: 'date is 2031-04-01, expected a time from 1970 to 24 hours from now' },
    { line: 991, reason: 'mood is empty, expected one of awful, bad, meh, good, rad, or a mapping for it' },
  ],
  ignored_columns: ['note_title', 'weekday'],
};
