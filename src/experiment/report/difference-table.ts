import type { Difference } from '../../model/difference.ts';
import type { Block, Text } from '../../model/document.ts';
import { grouped } from '../../runtime/text.ts';
import { contrast } from './contrast.ts';

/** Differences, what they differ in always in sight. `total` counts those that are not shown too. */
export function differenceTable(shown: readonly Difference[], total: number): Block {
  return {
    kind: 'table',
    columns: [{ title: 'kind' }, { title: 'key' }, { title: 'column' }, { title: 'legacy' }, { title: 'candidate' }, { title: '' }],
    rows: shown.map(differenceRow),
    ...(total > shown.length ? { caption: `the first ${shown.length} of ${grouped(total)}` } : {}),
  };
}

function differenceRow(one: Difference): Text[] {
  const shown = contrast(plainCell(one.legacy), plainCell(one.candidate));
  return [
    { text: one.kind },
    { text: (one.key ?? []).join(' · ') },
    { text: one.column ?? '' },
    { text: one.legacy === undefined ? '' : shown.legacy || '(empty)' },
    { text: one.candidate === undefined ? '' : shown.candidate || '(empty)' },
    { text: one.message?.text ?? '' },
  ];
}

/** A cell as it is shown; a masked one by its shape. */
export function plainCell(value: Difference['legacy']): string {
  if (value === undefined) return '';
  return 'masked' in value ? `${value.masked.shape} #${value.masked.hash}` : value.text;
}
