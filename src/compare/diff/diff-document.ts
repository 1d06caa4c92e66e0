import type { Cell, Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { Status } from '../../model/status.ts';
import { maskedText } from '../../runtime/masked-text.ts';
import type { Explained } from '../explain/explained.ts';
import { comparesNothing } from '../tables/compares-nothing.ts';
import type { IgnoredColumn, SideFigures, TableComparison } from '../tables/table-comparison.ts';
import type { DiffMask, Told } from './diff-mask.ts';
import { diffStatus } from './diff-status.ts';

/** What `twinrun diff … --json` prints. */
export interface DiffDocument {
  readonly schema: 'twinrun.diff/1';
  readonly status: Status;
  readonly legacy: DiffSide;
  readonly candidate: DiffSide;
  /** The columns that records were matched by; null where they were compared as a multiset. */
  readonly key: readonly string[] | null;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly cells: number;
  /** Differing cells by column. */
  readonly columns: Readonly<Record<string, number>>;
  /** Empty cells that are quoted on one side only. */
  readonly nullQuoting: number;
  /** Cells that differ as text and were accepted by a declared rule, by column. */
  readonly equivalent: Readonly<Record<string, number>>;
  /** Columns that were not compared, with the cells that differ there. */
  readonly ignored: readonly IgnoredColumn[];
  readonly findings: readonly Finding[];
  /** Capped; `total` counts all. */
  readonly differences: readonly DiffEntry[];
  readonly total: number;
  /** Where explanations were asked for: what causes the differences, the most telling first. Σ `accountsFor` + `unexplained` = `total`. */
  readonly explanations?: readonly DiffExplanation[];
  /** Differences that no explanation accounts for, with those that were not looked at. */
  readonly unexplained?: number;
  /** Differences that were counted and not looked at. */
  readonly notExamined?: number;
  /** The first of the unexplained. */
  readonly unexplainedExamples?: readonly DiffEntry[];
}

export interface DiffSide {
  readonly file: string;
  readonly rows: number;
  /** How the file was read, where it is no plain text in UTF-8: `CP932 (recognised), gzip`. */
  readonly readAs?: string;
}

/** One cause of many differences. */
export interface DiffExplanation extends Pick<Explanation, 'id' | 'accountsFor' | 'of' | 'strength' | 'cause' | 'fix' | 'parameters'> {
  readonly column: string | null;
  readonly example: DiffEntry;
}

/** A difference as plain strings; null where there is none. */
export interface DiffEntry {
  readonly kind: Difference['kind'];
  readonly key: readonly string[] | null;
  readonly column: string | null;
  readonly legacy: string | null;
  readonly candidate: string | null;
  readonly message: string | null;
}

export interface DocumentOptions {
  readonly strict: boolean;
  readonly key?: readonly string[];
  /** The columns of both headers, for the mask. */
  readonly known?: readonly string[];
  readonly mask?: DiffMask | undefined;
}

/** What was seen in search of causes is listed and counted too, but has no say in the status: that is the comparison's. */
export function diffDocument(comparison: TableComparison, options: DocumentOptions, explained?: Explained): DiffDocument {
  const { added, removed, changed, cells, nullQuoting, differences } = comparison;
  const shown = explained?.shown ?? [];
  const told = masked(comparison, options, explained);
  return {
    schema: 'twinrun.diff/1',
    status: diffStatus(comparison, options),
    legacy: sideOf(comparison.legacy),
    candidate: sideOf(comparison.candidate),
    key: options.key ?? null,
    added,
    removed,
    changed,
    cells,
    columns: Object.fromEntries(differences.columns),
    nullQuoting,
    equivalent: Object.fromEntries(comparison.equivalent),
    ignored: comparison.ignored,
    findings: told.findings,
    differences: told.differences.map(entry),
    total: differences.total + shown.length,
    ...(explained === undefined ? {} : explanationFields(explained, told)),
  };
}

function masked(comparison: TableComparison, { key = [], known = [], mask = (told) => told }: DocumentOptions, explained?: Explained): Told {
  const { explanations = [], examples = [], shown = [] } = explained ?? {};
  const differences = [...comparison.differences.listed.map(({ difference }) => difference), ...shown];
  return mask(
    { differences, findings: [...comparison.findings, ...emptiness(comparison), ...blindness(comparison)], explanations, examples },
    { key, known },
  );
}

function explanationFields({ of, examined, unexplained }: Explained, { explanations, examples }: Told) {
  return { explanations: explanations.map(explanationOf), unexplained, notExamined: of - examined, unexplainedExamples: examples.map(entry) };
}

function explanationOf({ id, column, accountsFor, of, strength, cause, fix, parameters, example }: Explanation): DiffExplanation {
  return { id, column: column ?? null, accountsFor, of, strength, cause, fix, parameters, example: entry(example) };
}

function sideOf({ file, rows, readAs }: SideFigures): DiffSide {
  return { file, rows, ...(readAs === undefined ? {} : { readAs }) };
}

function entry(difference: Difference): DiffEntry {
  return {
    kind: difference.kind,
    key: difference.key ?? null,
    column: difference.column ?? null,
    legacy: plain(difference.legacy),
    candidate: plain(difference.candidate),
    message: difference.message?.text ?? null,
  };
}

function plain(cell: Cell | undefined): string | null {
  if (cell === undefined) return null;
  return 'text' in cell ? cell.text : maskedText(cell.masked);
}

function emptiness({ legacy, candidate }: TableComparison): Finding[] {
  return (['legacy', 'candidate'] as const)
    .filter((side) => ({ legacy, candidate })[side].rows === 0)
    .map((side) => ({
      id: 'records.none',
      message: message('records.none', '{side} holds no records', { side }),
      side,
      fix: message('records.none.fix', 'Compare files of a day that has data.'),
    }));
}

function blindness(comparison: TableComparison): Finding[] {
  if (comparison.differences.content > 0 || !comparesNothing(comparison)) return [];
  return [
    {
      id: 'columns.none-compared',
      message: message('columns.none-compared', 'no column was compared: each that both files have is ignored, or they have none in common'),
      fix: message('columns.none-compared.fix', 'Leave at least one column to be compared.'),
    },
  ];
}
