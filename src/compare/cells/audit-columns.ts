import type { Finding } from '../../model/finding.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { readRecords } from '../csv/read-records.ts';
import { ColumnAudit, type ColumnDemand, type UnfitCell } from './column-audit.ts';

/** What was seen of one column in one file. */
export interface AuditedColumn {
  readonly column: string;
  readonly side: Side;
  readonly demand: ColumnDemand;
  /** How many cells are not what they must be, and the first of them. */
  readonly unfit: number;
  readonly first: readonly UnfitCell[];
}

/** What was seen of one file. */
export interface AuditedFile {
  readonly rows: number;
  /** Demanded columns that the file does not have; none for a file without any header: it is empty. */
  readonly missing: readonly string[];
  readonly columns: readonly AuditedColumn[];
  readonly findings: readonly Finding[];
}

/** Looks at every cell of the demanded columns of a file, read once; keeps `keep` unfit cells of each. Throws `csv.unreadable`, `pattern.too-slow`. */
export async function auditColumns(
  source: TableSource,
  side: Side,
  demands: ReadonlyMap<string, ColumnDemand>,
  keep: number,
  signal: AbortSignal,
): Promise<AuditedFile> {
  const audits = [...demands].map(([column, demand]) => ({ column, demand, audit: new ColumnAudit(demand, keep) }));
  const read = await readRecords(
    source,
    side,
    (records, header) => {
      for (const { column, audit } of audits) audit.add(records, placesOf(header, column));
    },
    signal,
  );
  const { header, rows, findings } = read;
  return {
    rows,
    missing: header === undefined ? [] : [...demands.keys()].filter((column) => !header.includes(column)),
    columns: audits.map(({ column, demand, audit }) => ({ column, side, demand, unfit: audit.unfit, first: audit.first })),
    findings,
  };
}

/** Several where the header repeats the name. */
function placesOf(header: readonly string[], name: string): number[] {
  return header.flatMap((one, place) => (one === name ? [place] : []));
}

/** How many cells of a column come before those of another. */
const AT_FIRST = 5;

/** All unfit cells, of each column some and then the rest, so that a list that is cut has some of each. What was not kept comes without its cell. */
export function* unfitInTurn<C extends AuditedColumn>(columns: readonly C[]): Generator<{ readonly of: C; readonly unfit: UnfitCell | undefined }> {
  for (const of of columns) for (let nth = 0; nth < Math.min(AT_FIRST, of.unfit); nth++) yield { of, unfit: of.first[nth] };
  for (const of of columns) for (let nth = AT_FIRST; nth < of.unfit; nth++) yield { of, unfit: of.first[nth] };
}
