import { writeFileSync } from 'node:fs';
import { readRecords } from '../compare/csv/read-records.ts';
import type { RawTable } from '../compare/formats/raw-table.ts';
import { tableFormatOf } from '../compare/formats/registry.ts';
import { withPrepared } from '../compare/formats/with-prepared.ts';
import type { Finding } from '../model/finding.ts';
import type { Origin } from '../model/prepared-table.ts';
import type { Side } from '../model/side.ts';

/** A table of a test as a side would leave it, in a file of its own. */
export function rawTable(file: string, data: string | Buffer, kind: string, config: unknown = {}, side: Side = 'legacy'): RawTable {
  const format = tableFormatOf({ kind, config });
  if (format === undefined) throw new Error(`no valid format ${kind}: ${JSON.stringify(config)}`);
  writeFileSync(file, data);
  return { file, name: 'the file', side, format };
}

/** What checks see of it. */
export interface ReadTable {
  readonly header: readonly string[] | undefined;
  readonly records: readonly (readonly string[])[];
  /** By record, the places of empty cells that are quoted. */
  readonly quotedEmpty: readonly (readonly number[])[];
  readonly findings: readonly Finding[];
  readonly origin: Origin | undefined;
  readonly prepared: string;
  readonly bom: boolean;
  readonly lineEnds: string;
  readonly finalNewline: boolean;
}

/** Prepares and reads it as the checks do. */
export async function readRaw(table: RawTable, signal?: AbortSignal): Promise<ReadTable> {
  return withPrepared(table, table, signal, async (source) => {
    const records: (readonly string[])[] = [];
    const quotedEmpty: (readonly number[])[] = [];
    const read = await readRecords(source, table.side, (batch) => {
      for (const record of batch) {
        records.push(record.cells);
        quotedEmpty.push(record.quotedEmpty);
      }
    });
    const { lf, crlf, cr } = read.facts.lineEnds;
    return {
      header: read.header,
      records,
      quotedEmpty,
      findings: read.findings,
      origin: read.facts.origin,
      prepared: source.file,
      bom: read.facts.bom,
      lineEnds: [lf > 0 ? 'LF' : '', crlf > 0 ? 'CRLF' : '', cr > 0 ? 'CR' : ''].filter((name) => name !== '').join(' '),
      finalNewline: read.facts.finalNewline,
    };
  });
}
