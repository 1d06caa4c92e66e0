import { cell, type Difference } from '../../../model/difference.ts';
import type { CommonColumn } from '../../tables/match-columns.ts';
import { CELL_HYPOTHESES } from '../cell/cell-hypotheses.ts';
import { chooseRules, type DifferingCell } from '../choose-rules.ts';
import type { NamedTableExplanation } from '../give-to-tables.ts';
import type { CellRule, TableInput } from '../hypothesis.ts';
import { ownRecord } from './other-side.ts';
import { pairRecords } from './pair-records.ts';
import type { RecordPair } from './record-pair.ts';
import { RecordSet } from './record-set.ts';

/** Cells of one column on which rules are proposed. */
const SAMPLE = 2_000;

/** A rule of one column, and the pairs that it was given. */
interface RuleOfPairs {
  readonly id: string;
  readonly column: string;
  readonly rule: CellRule;
  readonly example: Difference;
  readonly legacy: RecordSet;
  readonly candidate: RecordSet;
}

/**
 * Causes that show in cells, of records that came as one removed and one added: without a key, or where the key itself is written in another way. A pair is
 * explained where each of its differing cells is; both of its differences belong to one cause, and of several to the one that has the fewest yet.
 */
export function explainPairs(input: TableInput): readonly NamedTableExplanation[] {
  const ignored = new Set(input.comparison.ignored.map(({ column }) => column));
  const common = input.match.common.filter(({ name }) => !ignored.has(name));
  const pairs = pairRecords(input, common);
  if (pairs.length === 0) return [];
  const columns = common.map((column) => ({ column, rules: rulesOf(input, column, pairs) }));
  for (const pair of pairs) give(pair, columns);
  return columns.flatMap(({ rules }) => rules.filter(({ legacy }) => legacy.size > 0).map(named));
}

function rulesOf({ facts }: TableInput, column: CommonColumn, pairs: readonly RecordPair[]): readonly RuleOfPairs[] {
  const differing = pairs.filter((pair) => differs(pair, column));
  const step = Math.max(1, Math.floor(differing.length / SAMPLE));
  const sample = differing.filter((_, nth) => nth % step === 0).map((pair, order) => cellOf(pair, column, order));
  if (sample.length === 0) return [];
  return chooseRules(sample, CELL_HYPOTHESES, facts, column.name).chosen.map(({ id, rule, cells: [first] }) => ({
    id,
    column: column.name,
    rule,
    example: first?.difference ?? { kind: 'changed' },
    legacy: new RecordSet(),
    candidate: new RecordSet(),
  }));
}

function differs(pair: RecordPair, column: CommonColumn): boolean {
  return textOf(pair, column, 'legacy') !== textOf(pair, column, 'candidate');
}

function textOf(pair: RecordPair, column: CommonColumn, side: 'legacy' | 'candidate'): string {
  return pair[side].cells[column[side]] ?? '';
}

function cellOf(pair: RecordPair, column: CommonColumn, order: number): DifferingCell {
  const [legacy, candidate] = [textOf(pair, column, 'legacy'), textOf(pair, column, 'candidate')];
  const record = { legacy: pair.legacy.number, candidate: pair.candidate.number };
  return { legacy, candidate, order, difference: { kind: 'changed', column: column.name, legacy: cell(legacy), candidate: cell(candidate), record } };
}

function give(pair: RecordPair, columns: readonly { readonly column: CommonColumn; readonly rules: readonly RuleOfPairs[] }[]): void {
  let least: RuleOfPairs | undefined;
  for (const { column, rules } of columns) {
    if (!differs(pair, column)) continue;
    const texts = { legacy: textOf(pair, column, 'legacy'), candidate: textOf(pair, column, 'candidate') };
    const found = rules.find(({ rule }) => rule.explains(texts));
    if (found === undefined) return;
    if (least === undefined || found.legacy.size < least.legacy.size) least = found;
  }
  least?.legacy.add(pair.legacy.number);
  least?.candidate.add(pair.candidate.number);
}

function named({ id, column, rule: { parameters, strength, cause, fix }, example, legacy, candidate }: RuleOfPairs): NamedTableExplanation {
  const accounts = (difference: Difference) => legacy.has(ownRecord(difference, 'legacy')) || candidate.has(ownRecord(difference, 'candidate'));
  return { id, explanation: { parameters, strength, accounts, column, example, cause, fix } };
}
