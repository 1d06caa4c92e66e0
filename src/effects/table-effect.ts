import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { EffectKind } from '../model/effect-kind.ts';
import { sha256 } from '../runtime/hash.ts';
import { tableProof } from './table-proof.ts';

const target = z.strictObject({
  database: z.string().min(1).describe('Database by its name in twinrun.yaml'),
  query: z
    .string()
    .min(1)
    .describe(
      'One SELECT, run in a read-only transaction, whose result changes when the batch writes: SELECT count(*), max(updated_at) FROM exports',
    ),
});

/** Reads a figure of the tables that a side writes to. */
export function tableEffect(connections: Connections): EffectKind<z.infer<typeof target>> {
  return {
    kind: 'table',
    target,
    proof: tableProof(connections),
    async look({ database, query }) {
      const { columns, rows } = await connections.query(database, query);
      const text = JSON.stringify([columns, rows]);
      return [{ name: `${database}: ${query.trim().replace(/\s+/g, ' ')}`, size: Buffer.byteLength(text), content: sha256(text).slice(0, 16) }];
    },
  };
}
