import type { Difference } from '../../model/difference.ts';
import type { Block, Contrast } from '../../model/document.ts';
import { grouped } from '../../runtime/text.ts';

/** Differences, what they differ in always in sight. `total` counts those that are not shown too. */
export function differenceTable(shown: readonly Difference[], total: number): Block {
  return {
    kind: 'contrast',
    labels: ['kind', 'key', 'column'],
    rows: shown.map(contrastOf),
    ...(total > shown.length ? { caption: `the first ${shown.length} of ${grouped(total)}` } : {}),
  };
}

function contrastOf({ kind, key = [], column = '', legacy, candidate, message }: Difference): Contrast {
  return {
    labels: [{ text: kind }, { text: key.join(' · ') }, { text: column }],
    ...(legacy === undefined ? {} : { legacy: plainCell(legacy) }),
    ...(candidate === undefined ? {} : { candidate: plainCell(candidate) }),
    ...(message === undefined ? {} : { note: { text: message.text } }),
  };
}

/** A cell as it is shown; a masked one by its shape. */
export function plainCell(value: NonNullable<Difference['legacy']>): string {
  return 'masked' in value ? `${value.masked.shape} #${value.masked.hash}` : value.text;
}
