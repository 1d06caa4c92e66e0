import { type CellTuple, countColumns, sortCells } from '../cells.ts';
import type { Contender, Invocation } from '../contender.ts';
import { COLUMNS } from '../record.ts';
import type { Answer, TaskId } from '../task.ts';
import { programVersion } from './of-program.ts';

const VALUES = COLUMNS.slice(1);
const DIFFER = VALUES.map((name) => `$l_${name} != $c_${name}`).join(' || ');
/** Where every record differs, printing them all would be most of the work. */
const CELLS = `${VALUES.map((name) => `if ($l_${name} != $c_${name}) {@cells["${name}"] += 1}`).join(' ')} end { emit @cells, "column" }`;
const COUNT = '@rows[FILENAME] += 1; end { emit @rows, "file" }';

/** Miller joins unsorted input in memory; a record that only one side has is not asked for. */
export const miller: Contender = {
  id: 'miller',
  title: 'Miller',
  version: () => programVersion('mlr', '--version'),
  invoke: (task, { legacy, candidate }): Invocation | undefined => {
    if (task === 'multiset') return undefined;
    if (task === 'count') return { program: 'mlr', args: ['--icsv', '--ojsonl', '-S', 'put', '-q', COUNT, legacy, candidate] };
    const differing = task === 'shifted' ? ['put', '-q', CELLS] : ['filter', DIFFER];
    const join = ['join', '-j', 'id', '--lp', 'l_', '--rp', 'c_', '-f', legacy, 'then', ...differing];
    return { program: 'mlr', args: ['--icsv', '--ojsonl', '-S', ...join, candidate] };
  },
  read: readCells,
};

function readCells(stdout: string, task: TaskId): Answer {
  const rows = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, string | number>>);
  if (task === 'count') return { records: [Number(rows[0]?.rows), Number(rows[1]?.rows)] };
  if (task === 'shifted') return { columns: Object.fromEntries(rows.map(({ column, cells }) => [String(column), Number(cells)])) };
  const cells = rows.flatMap((row) =>
    VALUES.map((name): CellTuple => [String(row.id), name, String(row[`l_${name}`]), String(row[`c_${name}`])]).filter(
      ([, , legacy, candidate]) => legacy !== candidate,
    ),
  );
  return { columns: countColumns(cells), cells: sortCells(cells) };
}
