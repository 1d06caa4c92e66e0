import { type CellTuple, countColumns, sortCells } from '../cells.ts';
import type { Contender } from '../contender.ts';
import type { Answer } from '../task.ts';
import { programVersion } from './of-program.ts';

/** Stands between the texts of a changed cell; the generated texts hold none. */
const ARROW = '->';

interface Highlighter {
  readonly sheet: readonly (readonly (string | null)[])[];
}

export const daff: Contender = {
  id: 'daff',
  title: 'daff',
  version: () => programVersion('daff', 'version'),
  invoke: (task, { legacy, candidate }) =>
    task === 'count' || task === 'multiset'
      ? undefined
      : {
          program: 'daff',
          args: ['diff', '--id', 'id', '--unordered', '--context', '0', '--output-format', 'json', legacy, candidate],
        },
  read: (stdout): Answer => {
    const { sheet } = JSON.parse(stdout) as Highlighter;
    const header = sheet.find(([tag]) => tag === '@@') ?? [];
    const cells = sheet
      .filter(([tag]) => tag === ARROW)
      .flatMap((row) =>
        row.slice(1).flatMap((text, index): CellTuple[] => {
          const [legacy, candidate] = text?.split(ARROW) ?? [];
          return legacy === undefined || candidate === undefined ? [] : [[row[1] ?? '', header[index + 1] ?? '', legacy, candidate]];
        }),
      );
    const count = (tag: string) => sheet.filter(([first]) => first === tag).length;
    return { added: count('+++'), removed: count('---'), columns: countColumns(cells), cells: sortCells(cells) };
  },
};
