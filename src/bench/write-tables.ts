import { closeSync, openSync, writeSync } from 'node:fs';
import { type PlantedCell, plantCells, withPlanted } from './plant.ts';
import { type BenchRecord, COLUMNS, csvLine, makeRecord, nineHoursEarlier } from './record.ts';

/**
 * How a table stands to the legacy one.
 * `changed`: some cells differ. `shuffled`: the same cells differ, and the records are in another order. `same-shuffled`: only the order differs.
 * `shifted`: every record differs in one column, by nine hours.
 */
export type Variant = 'legacy' | 'changed' | 'shuffled' | 'same-shuffled' | 'shifted';

export interface Shape {
  readonly seed: number;
  readonly records: number;
  readonly changedCells: number;
}

const BATCH = 20_000;

/** Writes one variant of the table (mode 0600); the same shape always gives the same bytes. */
export function writeTable(file: string, variant: Variant, shape: Shape): void {
  const order = variant === 'shuffled' || variant === 'same-shuffled' ? shuffledPlaces(shape) : undefined;
  const planted = variant === 'changed' || variant === 'shuffled' ? plantCells(shape.seed, shape.records, shape.changedCells) : new Map();
  const out = openSync(file, 'wx', 0o600);
  try {
    writeSync(out, `${COLUMNS.join(',')}\n`);
    for (let from = 0; from < shape.records; from += BATCH) {
      const lines: string[] = [];
      for (let index = from; index < Math.min(from + BATCH, shape.records); index += 1) {
        lines.push(csvLine(recordOf(variant, shape, order?.[index] ?? index, planted)));
      }
      writeWhole(out, Buffer.from(lines.join('')));
    }
  } finally {
    closeSync(out);
  }
}

function recordOf(variant: Variant, { seed }: Shape, place: number, planted: ReadonlyMap<number, PlantedCell>): BenchRecord {
  const record = makeRecord(seed, place);
  return variant === 'shifted' ? { ...record, updated_at: nineHoursEarlier(record.updated_at) } : withPlanted(record, planted.get(place));
}

function writeWhole(out: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(out, bytes, done);
}

/** All places, in another order (Fisher and Yates, with xorshift by the seed). */
function shuffledPlaces({ seed, records }: Shape): Uint32Array {
  const places = Uint32Array.from({ length: records }, (_, index) => index);
  let state = (seed ^ 0x2545f491) | 1;
  for (let index = records - 1; index > 0; index -= 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (index + 1);
    const kept = places[index] ?? 0;
    places[index] = places[other] ?? 0;
    places[other] = kept;
  }
  return places;
}
