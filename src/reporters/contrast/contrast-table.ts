import type { Block } from '../../model/document.ts';
import { contrastRow, joined } from './contrast-row.ts';

/** The block as a plain table, for reporters that have no marks within a text. */
export function contrastTable({ labels, rows, caption }: Extract<Block, { kind: 'contrast' }>): Extract<Block, { kind: 'table' }> {
  return {
    kind: 'table',
    columns: [...labels, 'legacy', 'candidate', ''].map((title) => ({ title })),
    rows: rows
      .map(contrastRow)
      .map((row) => [...row.labels, { text: joined(row.legacy) }, { text: joined(row.candidate) }, row.note ?? { text: '' }]),
    ...(caption === undefined ? {} : { caption }),
  };
}
