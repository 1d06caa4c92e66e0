import type { DiffDocument } from '../compare/diff/diff-document.ts';
import { sumEquivalences } from '../compare/equivalence/sum-equivalences.ts';
import { findingText } from '../experiment/report/finding-text.ts';
import type { Block, Document } from '../model/document.ts';
import { SIDES } from '../model/side.ts';
import type { Status } from '../model/status.ts';
import { grouped } from '../runtime/text.ts';
import { causeBlocks, contrastBlock } from './diff-causes.ts';

/** What `twinrun diff` shows to people. */
export function diffReport(diff: DiffDocument): Document {
  return {
    title: `${diff.legacy.file} against ${diff.candidate.file}`,
    status: diff.status,
    ...passText(diff.status, [diff]),
    blocks: diffBlocks(diff),
  };
}

export function diffBlocks(diff: DiffDocument): readonly Block[] {
  return [figures(diff), ...readAs(diff), ...findings(diff), ...causeBlocks(diff), ...columns(diff), ...equivalence(diff), ...differences(diff)];
}

/** A pass that rests on declared rules says so. */
export function passText(status: Status, tables: readonly DiffDocument[]): Pick<Document, 'statusText'> {
  const { note } = sumEquivalences(tables.map(({ equivalent, ignored }) => ({ equivalent: new Map(Object.entries(equivalent)), ignored })));
  return status !== 'pass' || note === '' ? {} : { statusText: `PASS${note}` };
}

function figures(diff: DiffDocument): Block {
  const all: readonly (readonly [string, number])[] = [
    ['legacy records', diff.legacy.rows],
    ['candidate records', diff.candidate.rows],
    ['added', diff.added],
    ['removed', diff.removed],
    ['changed', diff.changed],
    ['cells', diff.cells],
  ];
  return { kind: 'table', columns: all.map(([title]) => ({ title, align: 'right' })), rows: [all.map(([, value]) => ({ text: grouped(value) }))] };
}

/** How files were read that are no plain text in UTF-8. */
function readAs(diff: DiffDocument): Block[] {
  const told = SIDES.flatMap((side) => (diff[side].readAs === undefined ? [] : [`${side} was read as ${diff[side].readAs}`]));
  return told.length === 0 ? [] : [{ kind: 'text', spans: [{ text: told.join('; ') }] }];
}

function columns(diff: DiffDocument): Block[] {
  const counts = Object.entries(diff.columns);
  if (counts.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Columns' },
    {
      kind: 'table',
      columns: [{ title: 'column' }, { title: 'cells that differ', align: 'right' }],
      rows: counts.map(([name, count]) => [{ text: name }, { text: grouped(count) }]),
    },
  ];
}

function equivalence(diff: DiffDocument): Block[] {
  const accepted = Object.entries(diff.equivalent).map(([name, count]) => [
    { text: name },
    { text: grouped(count) },
    { text: 'equal by a declared rule' },
  ]);
  const ignored = diff.ignored.map(({ column, cells, reason }) => [{ text: column }, { text: grouped(cells) }, { text: `ignored: ${reason}` }]);
  if (accepted.length + ignored.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: [{ title: 'column' }, { title: 'cells that differ as text', align: 'right' }, { title: 'why they do not count' }],
      rows: [...accepted, ...ignored],
    },
  ];
}

function findings(diff: DiffDocument): Block[] {
  if (diff.findings.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Findings (each forbids a pass)' },
    { kind: 'list', items: diff.findings.map(findingText) },
  ];
}

function differences(diff: DiffDocument): Block[] {
  if (diff.differences.length === 0) return [];
  const all = diff.total === diff.differences.length;
  return [
    { kind: 'heading', level: 2, text: `Differences: ${all ? '' : `the first ${grouped(diff.differences.length)} of `}${grouped(diff.total)}` },
    contrastBlock(diff.differences),
  ];
}
