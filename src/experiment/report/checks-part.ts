import type { Block, Text } from '../../model/document.ts';
import type { JudgedCheck, Verdict } from '../../model/verdict.ts';
import { grouped } from '../../runtime/text.ts';
import { differenceTable } from './difference-table.ts';
import { explanationBlocks } from './explanation-blocks.ts';
import { findingText } from './finding-text.ts';

/** Differences shown per check; all that were listed are in differences.jsonl. */
const SHOWN = 10;

/** The table of checks, with each check's own line of figures. */
export function checkBlocks(verdict: Verdict): Block[] {
  if (verdict.checks.length === 0) return [];
  const rows = verdict.checks.map((one): Text[] => [
    { text: one.status.toUpperCase(), tone: one.status },
    { text: nameOf(one) },
    { text: summaryOf(one) },
  ]);
  return [
    { kind: 'heading', level: 2, text: 'Checks' },
    { kind: 'table', columns: [{ title: 'verdict' }, { title: 'check' }, { title: 'figures' }], rows },
  ];
}

export function nameOf(check: JudgedCheck): string {
  return check.output === undefined ? check.id : `${check.id} of ${check.output}`;
}

/** A crash says its error; a content check that could not count says so beside what it found. */
function summaryOf(check: JudgedCheck): string {
  if (check.error !== undefined) return `${check.error.message} (${check.error.fix.text})`;
  const summary = check.result?.summary.text ?? '';
  const found = check.result?.status;
  return found === undefined || found === check.status || check.status !== 'inconclusive'
    ? summary
    : `${summary} (found ${found}, which does not count here)`;
}

export function findingBlocks(verdict: Verdict): Block[] {
  const findings = [...verdict.findings, ...verdict.checks.flatMap((one) => one.result?.findings ?? [])];
  if (findings.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Findings (each forbids a pass)' },
    { kind: 'list', items: findings.map(findingText) },
  ];
}

/** Per check: what stays unexplained, the causes, the columns that differ with their true counts, then the first differences. */
export function differenceBlocks(verdict: Verdict): Block[] {
  return verdict.checks.flatMap((one): Block[] => {
    const { result } = one;
    if (result === undefined || result.differences.length === 0) return [];
    const columns = Object.entries(result.columns ?? {});
    const shown = result.differences.slice(0, SHOWN);
    return [
      { kind: 'heading', level: 2, text: `Differences found by ${nameOf(one)}: ${grouped(result.total)}` },
      ...explanationBlocks(result),
      ...(columns.length === 0 ? [] : [columnTable(columns)]),
      differenceTable(shown, result.total),
    ];
  });
}

function columnTable(columns: readonly (readonly [string, number])[]): Block {
  return {
    kind: 'table',
    columns: [{ title: 'column' }, { title: 'cells that differ', align: 'right' }],
    rows: columns.map(([name, count]) => [{ text: name }, { text: grouped(count) }]),
  };
}

export function allowedBlocks(verdict: Verdict): Block[] {
  const allowed = verdict.checks.flatMap((one) => (one.result?.allowed ?? []).map((entry) => ({ check: nameOf(one), entry })));
  if (allowed.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Allowed' },
    {
      kind: 'table',
      columns: [
        { title: 'allowance' },
        { title: 'check' },
        { title: 'covered', align: 'right' },
        { title: 'at most', align: 'right' },
        { title: 'until' },
        { title: 'reason' },
      ],
      rows: allowed.map(({ check, entry }): Text[] => [
        { text: entry.allowance },
        { text: check },
        { text: grouped(entry.covered) },
        { text: grouped(entry.bound) },
        { text: entry.until },
        { text: entry.reason },
      ]),
    },
  ];
}
