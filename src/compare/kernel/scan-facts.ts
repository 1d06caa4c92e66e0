import type { TableSource } from '../csv/csv-format.ts';
import { type CsvProblem, ragged } from '../csv/csv-problem.ts';
import type { CsvFacts } from '../csv/csv-record.ts';
import { quotingStyle } from '../csv/quoting.ts';
import type { ScanReport } from './scan-task.ts';

/** What the kernel saw of a file beside its values, as csv-parse's way tells it. */
export function factsOf({ origin }: TableSource, scan: ScanReport): CsvFacts {
  return {
    bom: scan.bom,
    lineEnds: { lf: scan.lf, crlf: scan.crlf, cr: 0 },
    finalNewline: scan.finalNewline,
    utf8: true,
    quotingOf: (column) => quotingStyle((scan.needless[column] ?? 0) > 0, (scan.bare[column] ?? 0) > 0),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** All that can be wrong with a file that the kernel read. */
export function problemsOf({ origin }: TableSource, columns: number, { ragged: count, firstRagged: first }: ScanReport): CsvProblem[] {
  if (first === undefined) return [];
  return [ragged(count, columns, { line: first.line - (origin?.linesBefore ?? 0), cells: first.cells })];
}
