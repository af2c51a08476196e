import { weekdayDate } from '../calendar';
import type { Day } from '../contract';
import { estimate, figure } from '../figure';
import { text } from '../messages';
import { STAGES, staged, stageHours } from './nights';
import { Table } from './table';

const cell = (value: number | null, format = estimate) => (value === null ? text.none : format(value));

/** The nights in figures. Days without sleep are left out. */
export function NightTable({ days }: { days: Day[] }) {
  const { columns } = text.sleep;
  const withStages = days.some(staged);
  const shown = days.filter((day) => day.sleep_hours !== null || day.sleep_quality !== null).reverse();
  return (
    <Table
      summary={text.sleep.table}
      caption={text.sleep.caption}
      columns={[
        columns.date,
        columns.hours,
        ...(withStages ? STAGES.map((stage) => columns[stage]) : []),
        columns.quality,
      ]}
      rows={() =>
        shown.map((day) => ({
          key: day.date,
          cells: [
            weekdayDate(day.date),
            cell(day.sleep_hours),
            ...(withStages ? STAGES.map((stage) => cell(stageHours(day, stage))) : []),
            cell(day.sleep_quality, figure),
          ],
        }))
      }
    />
  );
}
