import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { type CellTuple, sortCells } from '../cells.ts';
import { COLUMNS } from '../record.ts';
import type { Answer } from '../task.ts';
import { answerWith } from './answer-with.ts';

const SAMPLES = 100;

void answerWith(async (task, legacy, candidate): Promise<Answer> => {
  if (task === 'count') return { records: [await count(legacy), await count(candidate)] };
  return task === 'multiset' ? { equal: await sameRecords(legacy, candidate) } : await cells(legacy, candidate);
});

async function* records(file: string): AsyncIterable<string[]> {
  yield* createReadStream(file).pipe(parse({ from_line: 2 })) as AsyncIterable<string[]>;
}

async function count(file: string): Promise<number> {
  let result = 0;
  for await (const _ of records(file)) result += 1;
  return result;
}

async function sameRecords(legacy: string, candidate: string): Promise<boolean> {
  const counts = new Map<string, number>();
  for (const [file, step] of [[legacy, 1] as const, [candidate, -1] as const]) {
    for await (const record of records(file)) {
      const text = JSON.stringify(record);
      const left = (counts.get(text) ?? 0) + step;
      if (left === 0) counts.delete(text);
      else counts.set(text, left);
    }
  }
  return counts.size === 0;
}

async function cells(legacy: string, candidate: string): Promise<Answer> {
  const open = new Map<string, string[]>();
  for await (const record of records(legacy)) open.set(record[0] ?? '', record);
  const columns: Record<string, number> = {};
  const listed: CellTuple[] = [];
  let added = 0;
  for await (const record of records(candidate)) {
    const key = record[0] ?? '';
    const other = open.get(key);
    open.delete(key);
    if (other === undefined) added += 1;
    else {
      for (const [index, name] of COLUMNS.entries()) {
        if (record[index] === other[index]) continue;
        columns[name] = (columns[name] ?? 0) + 1;
        if (listed.length < SAMPLES) listed.push([key, name, other[index] ?? '', record[index] ?? '']);
      }
    }
  }
  return { added, removed: open.size, columns, cells: sortCells(listed) };
}
