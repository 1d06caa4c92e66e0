import { type BenchRecord, type Column, makeRecord } from './record.ts';

/** One cell that the candidate has otherwise. */
export interface PlantedCell {
  readonly key: string;
  readonly column: Column;
  readonly legacy: string;
  readonly candidate: string;
}

const COLUMNS: readonly Column[] = ['city', 'amount', 'note'];

/** `count` cells to change, each in a record of its own, spread over the table; by the record's place. */
export function plantCells(seed: number, records: number, count: number): ReadonlyMap<number, PlantedCell> {
  const planted = new Map<number, PlantedCell>();
  for (let index = 0; index < Math.min(count, records); index += 1) {
    const place = Math.floor(((index + 0.5) * records) / Math.min(count, records));
    const column = COLUMNS[index % COLUMNS.length] ?? 'note';
    const record = makeRecord(seed, place);
    planted.set(place, { key: record.id, column, legacy: record[column], candidate: `${record[column]}${column === 'amount' ? '9' : ' II'}` });
  }
  return planted;
}

/** The record as the candidate has it. */
export function withPlanted(record: BenchRecord, cell: PlantedCell | undefined): BenchRecord {
  return cell === undefined ? record : { ...record, [cell.column]: cell.candidate };
}
