import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Probe } from '../model/probe.ts';
import { emptyFigure } from './empty-figure.ts';
import { timeout } from './timeout.ts';

const config = z.strictObject({
  database: z.string().min(1).describe('Database by its name in twinrun.yaml'),
  query: z
    .string()
    .min(1)
    .describe('One SELECT; run in a read-only transaction. Its result as text is the figure: a count and a maximum, not the rows'),
  timeout,
});

/** Reads a figure of the source by SQL: cells as the server prints them, NULL apart from the empty text. */
export function sqlProbe(connections: Connections): Probe<z.infer<typeof config>> {
  return {
    kind: 'sql',
    config,
    async read({ database, query, timeout: timeoutMs }) {
      const { rows } = await connections.query(database, query, { timeoutMs });
      if (rows.every((row) => row.every((cell) => cell === null)))
        throw emptyFigure(`the probe on ${database}`, rows.length === 0 ? 'no row' : 'NULL');
      return JSON.stringify(rows);
    },
  };
}
