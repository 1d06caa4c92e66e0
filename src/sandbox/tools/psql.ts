import { readFileSync } from 'node:fs';
import { connect } from './psql/connect.ts';
import { PSQL_EXIT, type PsqlExit } from './psql/exit-code.ts';
import { type PsqlOptions, parsePsqlOptions } from './psql/psql-options.ts';
import { PsqlSession } from './psql/session.ts';
import { writeAll } from './write-all.ts';

const HELP = `psql stand-in of Twinrun: the part of psql that batches use.

Usage: psql [OPTION]... [DBNAME [USERNAME]]
  -c COMMAND  -f FILE  -d DBNAME  -h HOST  -p PORT  -U USERNAME  -o FILE  -v NAME=VALUE  -1
  -A  -t  -q  -w  -X  -F SEPARATOR  -R SEPARATOR  -P OPTION[=VALUE]  --csv
Backslash commands: \\copy ... to, \\echo, \\set, \\unset, \\pset, \\t, \\a, \\f, \\o, \\q
`;
const VERSION = 'psql (PostgreSQL) 18.0 (Twinrun stand-in)\n';

async function main(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<PsqlExit> {
  const options = parsePsqlOptions(args);
  if (options.show !== undefined) {
    writeAll(1, options.show === 'help' ? HELP : VERSION);
    return PSQL_EXIT.ok;
  }
  const connection = await connect(options, environment).catch((error: unknown) => {
    complain(error);
    return undefined;
  });
  if (connection === undefined) return PSQL_EXIT.badConnection;
  try {
    const session = new PsqlSession(connection, options);
    session.output.redirect(options.output);
    return await runActions(session, options);
  } finally {
    await connection.client.end();
  }
}

async function runActions(session: PsqlSession, options: PsqlOptions): Promise<PsqlExit> {
  if (options.actions.length === 0) return session.script(readScript('-'), undefined);
  if (options.singleTransaction && !(await session.ownStatement('BEGIN'))) return PSQL_EXIT.scriptError;
  let exit: PsqlExit = PSQL_EXIT.ok;
  for (const { kind, text } of options.actions) {
    exit = kind === 'command' ? await session.command(text) : await session.script(readScript(text), text === '-' ? '<stdin>' : text);
    if (exit !== PSQL_EXIT.ok && session.onErrorStop) break;
  }
  if (!options.singleTransaction) return exit;
  const ended = await session.ownStatement(exit === PSQL_EXIT.ok || !session.onErrorStop ? 'COMMIT' : 'ROLLBACK');
  return ended || exit !== PSQL_EXIT.ok || !session.onErrorStop ? exit : PSQL_EXIT.scriptError;
}

/** The text of a script; `-` is stdin. Throws what the system says. */
function readScript(path: string): string {
  return readFileSync(path === '-' ? 0 : path, 'utf8');
}

function complain(error: unknown): void {
  const { code, message, path } = error as NodeJS.ErrnoException;
  const text = code === 'ENOENT' ? `${path}: No such file or directory` : message;
  writeAll(2, `psql: error: ${text}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2), process.env);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') complain(error);
  process.exitCode = PSQL_EXIT.failure;
}
