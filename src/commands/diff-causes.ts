import type { DiffDocument, DiffEntry, DiffExplanation } from '../compare/diff/diff-document.ts';
import type { Block, Contrast } from '../model/document.ts';
import { grouped } from '../runtime/text.ts';

/** What causes the differences: first what nothing explains, then cause by cause. Nothing where it was not asked for, or nothing differs. */
export function causeBlocks({ explanations, unexplained = 0, notExamined = 0, unexplainedExamples = [], total }: DiffDocument): readonly Block[] {
  if (explanations === undefined || total === 0) return [];
  const open = unexplained - notExamined;
  return [
    { kind: 'heading', level: 2, text: 'What the differences come from' },
    {
      kind: 'text',
      spans: [
        { text: 'unexplained: ' },
        { text: `${grouped(open)} of ${grouped(total - notExamined)}`, tone: open > 0 ? 'warning' : 'strong' },
        { text: explanations.length === 0 ? ' (no cause was found)' : '' },
        { text: notExamined === 0 ? '' : `; ${grouped(notExamined)} more were counted and not looked at (--examine)` },
      ],
    },
    ...(unexplainedExamples.length === 0 ? [] : [contrastBlock(unexplainedExamples)]),
    ...explanations.flatMap(explanationBlocks),
  ];
}

function explanationBlocks({ id, column, accountsFor, of, strength, cause, fix, example }: DiffExplanation): readonly Block[] {
  const where = column === null ? '' : ` in column ${column}`;
  return [
    { kind: 'heading', level: 3, text: `${id}${where}: accounts for ${grouped(accountsFor)} of ${grouped(of)}` },
    { kind: 'text', spans: [{ text: cause.text }, { text: ` (${STRENGTH[strength]})`, tone: 'muted' }] },
    { kind: 'text', spans: [{ text: 'fix: ', tone: 'strong' }, { text: fix.text }] },
    contrastBlock([example]),
  ];
}

const STRENGTH: Readonly<Record<DiffExplanation['strength'], string>> = {
  reproduces: 'reproduces the values exactly',
  consistent: 'consistent with the values, not proven',
};

/** Differences against each other. */
export function contrastBlock(entries: readonly DiffEntry[]): Block {
  return { kind: 'contrast', labels: ['kind', 'key', 'column'], rows: entries.map(contrastOf) };
}

const ONE_SIDED: Readonly<Partial<Record<DiffEntry['kind'], string>>> = { removed: 'only in legacy', added: 'only in candidate' };

function contrastOf({ kind, key, column, legacy, candidate, message }: DiffEntry): Contrast {
  const note = message ?? ONE_SIDED[kind];
  return {
    labels: [{ text: kind }, { text: (key ?? []).join(' · ') }, { text: column ?? '' }],
    ...(legacy === null ? {} : { legacy }),
    ...(candidate === null ? {} : { candidate }),
    ...(note === undefined ? {} : { note: { text: note } }),
  };
}
