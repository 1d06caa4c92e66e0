import type { Contender } from '../contender.ts';
import { sortComm, wc } from './coreutils.ts';
import { daff } from './daff.ts';
import { miller } from './miller.ts';
import { ofNode, packageVersion } from './of-node.ts';
import { polars } from './polars.ts';
import { twinrun } from './twinrun.ts';

/** Memory that a contender in JavaScript may take, in MB: more than it needs for the default size, so that it ends by its work. */
const HEAP = 12_000;

/** All of them, in the order of the table. */
export function contenders(options: { readonly version: string; readonly python: string }): readonly Contender[] {
  return [
    ...twinrun(options.version),
    ofNode('duckdb', 'DuckDB', () => packageVersion('@duckdb/node-api')),
    polars(options.python),
    ofNode('csv-parse', 'csv-parse and a Map', () => packageVersion('csv-parse'), [`--max-old-space-size=${HEAP}`]),
    miller,
    daff,
    sortComm,
    wc,
  ];
}
