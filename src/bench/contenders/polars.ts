import type { Contender } from '../contender.ts';
import { programVersion } from './of-program.ts';

const PROGRAM = `
import json, sys
import polars as pl
task, legacy, candidate = sys.argv[1:4]
scan = lambda file: pl.scan_csv(file, infer_schema=False)
def cells(samples):
    both = scan(legacy).join(scan(candidate), on='id', how='full', suffix='_c')
    names = [n for n in scan(legacy).collect_schema().names() if n != 'id']
    differ = [pl.col(n).ne_missing(pl.col(n + '_c')) for n in names]
    found = both.filter(pl.col('id').is_null() | pl.col('id_c').is_null() | pl.any_horizontal(differ)).collect()
    pairs = found.filter(pl.col('id').is_not_null() & pl.col('id_c').is_not_null())
    columns, listed = {}, []
    for n in names:
        changed = pairs.filter(pl.col(n).ne_missing(pl.col(n + '_c'))).select('id', n, n + '_c')
        if changed.height: columns[n] = changed.height
        listed += [[r[0], n, r[1], r[2]] for r in changed.head(samples).rows()]
    return {'added': found['id'].null_count(), 'removed': found['id_c'].null_count(), 'columns': columns, 'cells': sorted(listed)}
if task == 'count': answer = {'records': [scan(f).select(pl.len()).collect().item() for f in (legacy, candidate)]}
elif task == 'multiset':
    sums = [(d.height, d.hash_rows(1, 2, 3, 4).cast(pl.Int128).sum()) for d in (scan(f).collect() for f in (legacy, candidate))]
    answer = {'equal': sums[0] == sums[1]}
else: answer = cells(100)
print(json.dumps(answer))
`;

/** polars, in the Python that is named (it must be able to import it). */
export function polars(python: string): Contender {
  return {
    id: 'polars',
    title: 'polars',
    version: () => programVersion(python, '-c', 'import polars; print(polars.__version__)'),
    invoke: (task, { legacy, candidate }) => ({ program: python, args: ['-c', PROGRAM, task, legacy, candidate] }),
  };
}
