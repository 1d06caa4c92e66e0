import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { EffectProof } from '../model/effect-kind.ts';
import { unprovable } from './unprovable.ts';

const config = z.strictObject({
  database: z.string().min(1).describe("The target's database by another name in twinrun.yaml, with the role that this side has in a rehearsal"),
  tables: z.array(z.string().min(1)).min(1).describe('Tables that the batch writes: exports, sales.exports'),
});

/** Asks PostgreSQL what the role of a take, or any role that it may take on, may write. Functions that write by the right of their owner are not seen. */
export function tableProof(connections: Connections): EffectProof<{ readonly database: string }, z.infer<typeof config>> {
  return {
    config,
    async attempt(target, { database, tables }) {
      const [real, login] = [connections.world.databases[target.database], connections.world.databases[database]];
      if (login?.kind !== 'postgres') throw unprovable(`${database} is no PostgreSQL: other databases do not tell what a role may write`);
      if (login.address !== real?.address || login.port !== real.port || login.database !== real.database)
        throw unprovable(`${database} is another database than ${target.database}, which is the real target`);
      const { rows } = await connections.query(database, tables.map(rightsOn).join('\nUNION ALL\n'));
      const said = rows.map(([role, table]) => `${role} may write ${table}`).join(', ');
      return rows.length === 0 ? { denied: true, said: `${login.user} may not write ${tables.join(', ')}` } : { denied: false, said };
    },
  };
}

/** The roles that may write a table: by grant to them, on a column, as its owner, or as superuser. */
function rightsOn(table: string): string {
  const name = `'${table.replaceAll("'", "''")}'`;
  return `SELECT r.rolname::text, ${name}::text FROM pg_catalog.pg_roles r, pg_catalog.pg_class c
WHERE c.oid = ${name}::regclass AND pg_has_role(current_user, r.oid, 'MEMBER') AND (r.oid = c.relowner
OR has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE'))`;
}
