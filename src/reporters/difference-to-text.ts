import type { Cell, Difference } from '../model/difference.ts';

/** One difference as one line: `changed clients key ["1","11"] column name: legacy "a", candidate "b"`. Values are quoted as in JSON. */
export function differenceToText(difference: Difference): string {
  const { kind, output, key, column, legacy, candidate, message } = difference;
  const where = [kind, output, key === undefined ? undefined : `key ${JSON.stringify(key)}`, column === undefined ? undefined : `column ${column}`];
  const values = [
    legacy === undefined ? undefined : `legacy ${cellText(legacy)}`,
    candidate === undefined ? undefined : `candidate ${cellText(candidate)}`,
  ];
  const what = [values.filter((part) => part !== undefined).join(', '), message?.text ?? ''].filter((part) => part !== '').join('; ');
  const place = where.filter((part) => part !== undefined).join(' ');
  return what === '' ? place : `${place}: ${what}`;
}

function cellText(cell: Cell): string {
  return 'text' in cell ? JSON.stringify(cell.text) : `masked ${cell.masked.shape} (${cell.masked.hash})`;
}
