import { useState } from 'preact/hooks';

interface Row {
  key: string;
  cells: string[];
}

interface Props {
  summary: string;
  caption: string;
  columns: string[];
  /** Made when the table is opened; the first cell names the row. */
  rows: () => Row[];
}

/** A chart in figures, for those who read better than they look. */
export function Table({ summary, caption, columns, rows }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details class="day-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && (
        <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
          <table>
            <caption>{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows().map(({ key, cells: [name, ...cells] }) => (
                <tr key={key}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={columns[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
