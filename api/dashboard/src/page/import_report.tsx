import type { Report } from '../contract';
import { count } from '../figure';
import { text } from '../messages';

/** Refused rows that are listed at first. */
const FEW = 20;

const PARTS = ['mapped', 'duplicates', 'merged', 'not_taken_total', 'rejected_total'] as const;
type Part = (typeof PARTS)[number];

const words = text.imports.report;
const NAMES: Record<Part, [string, string]> = {
  mapped: [words.mapped, words.mappedHint],
  duplicates: [words.duplicates, words.duplicatesHint],
  merged: [words.merged, words.mergedHint],
  not_taken_total: [words.notTaken, words.notTakenHint],
  rejected_total: [words.rejected, words.rejectedHint],
};

/** What became of each row: every one is in just one of the parts. */
export function ImportReport({ report }: { report: Report }) {
  const parts = PARTS.filter((part) => report[part] !== undefined);
  return (
    <section class="card report" aria-labelledby="report-title">
      <header>
        <h2 id="report-title">{words.title}</h2>
        <p class="hint">{words.rows(count(report.rows))}</p>
      </header>
      {report.rows === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <>
          <Proportions report={report} parts={parts} />
          <dl>
            {parts.map((part) => (
              <div key={part} data-testid={`report-${part}`}>
                <dt>
                  <i class={`part ${part}`} /> {NAMES[part][0]} <span class="fine">{NAMES[part][1]}</span>
                </dt>
                <dd>{count(report[part] ?? 0)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <NotTaken types={Object.entries(report.not_taken ?? {})} />
      <Reasons report={report} />
      {report.ignored_columns !== undefined && report.ignored_columns.length > 0 && (
        <p class="hint">{words.ignored(report.ignored_columns.join(', '))}</p>
      )}
    </section>
  );
}

function NotTaken({ types }: { types: [string, number][] }) {
  if (types.length === 0) return null;
  return (
    <details>
      <summary>{words.notTakenTitle}</summary>
      <ul class="reasons">
        {types.map(([type, rows]) => (
          <li key={type}>
            {type} <span class="fine">{words.rows(count(rows))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Proportions({ report, parts }: { report: Report; parts: Part[] }) {
  return (
    <div class="proportions" role="img" aria-label={words.bar}>
      {parts.map((part) => {
        const rows = report[part] ?? 0;
        return rows === 0 ? null : <i key={part} class={`part ${part}`} style={{ flexGrow: rows }} />;
      })}
    </div>
  );
}

function Reasons({ report }: { report: Report }) {
  if (report.rejected.length === 0) return null;
  const shown = report.rejected.slice(0, FEW);
  const files = shown.some((row) => row.file !== undefined);
  const title =
    shown.length < report.rejected_total ? words.firstReasons(count(shown.length), count(report.rejected_total)) : words.reasons;
  return (
    <>
      <h3 id="reasons-title">{title}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="reasons-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.line}</th>
              {files && <th scope="col">{words.file}</th>}
              <th scope="col">{words.reason}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={`${row.file ?? ''} ${row.line} ${row.reason}`}>
                <td>{count(row.line)}</td>
                {files && <td>{row.file ?? text.none}</td>}
                <td class="reason-cell">{row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
