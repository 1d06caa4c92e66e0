import { readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { errorText, type ServerMessage } from './error-text.ts';
import { PsqlFailure } from './psql-failure.ts';
import type { PsqlOptions } from './psql-options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** A connection, and the client_encoding that the server last told. */
export interface PsqlConnection {
  readonly client: pg.Client;
  readonly encoding: () => string;
}

/** Connects as libpq does with these options and variables. Throws PsqlFailure with libpq's text. */
export async function connect(options: PsqlOptions, environment: Environment): Promise<PsqlConnection> {
  const sslMode = environment.PGSSLMODE ?? 'prefer';
  if (!['disable', 'allow', 'prefer'].includes(sslMode)) throw new PsqlFailure(`PGSSLMODE=${sslMode} is not offered by this stand-in of psql`);
  if (/client_encoding/i.test(environment.PGOPTIONS ?? '')) {
    throw new PsqlFailure('client_encoding in PGOPTIONS is not offered by this stand-in of psql: use PGCLIENTENCODING');
  }
  const user = options.user ?? environment.PGUSER ?? userInfo().username;
  const address: Address = {
    host: options.host ?? environment.PGHOST ?? 'localhost',
    port: Number(options.port ?? environment.PGPORT ?? 5432),
    user,
    database: options.database ?? environment.PGDATABASE ?? user,
  };
  const password = environment.PGPASSWORD ?? passwordFromFile(address, environment);
  const client = new pg.Client({
    ...address,
    password: () => {
      if (password === undefined) throw new Error('fe_sendauth: no password supplied');
      return password;
    },
    ssl: false,
    application_name: environment.PGAPPNAME ?? 'psql',
    options: startOptions(environment),
  });
  let encoding = 'UTF8';
  (client as unknown as { readonly connection: pg.Connection }).connection.on('parameterStatus', (told: ParameterStatus) => {
    if (told.parameterName === 'client_encoding') encoding = told.parameterValue;
  });
  try {
    await client.connect();
    // pg asks for UTF8 when it starts, whatever the options say.
    const wanted = environment.PGCLIENTENCODING;
    if (wanted !== undefined) await client.query("SELECT set_config('client_encoding', $1, false)", [wanted]);
    return { client, encoding: () => encoding };
  } catch (error) {
    client.on('error', () => {});
    // A server that waits for a password would keep this process alive.
    void client.end();
    throw new PsqlFailure(`connection to server at ${place(address)} failed: ${reason(error)}`);
  }
}

/** libpq sends these variables as settings of the session. */
function startOptions(environment: Environment): string {
  const settings = { TimeZone: environment.PGTZ, DateStyle: environment.PGDATESTYLE };
  const given = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [`-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`]));
  return [...given, environment.PGOPTIONS ?? ''].join(' ').trim();
}

function place({ host, port }: Address): string {
  return host.startsWith('/') ? `"${host}/.s.PGSQL.${port}"` : `"${host}"${host === 'localhost' ? ' (127.0.0.1)' : ''}, port ${port}`;
}

function reason(thrown: unknown): string {
  const first = thrown instanceof AggregateError ? (thrown.errors as unknown[]).at(-1) : thrown;
  const error = first as Error & ServerMessage & { readonly code?: string };
  if (error.code === 'ECONNREFUSED') return 'Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?';
  if (error.severity !== undefined) return errorText(error, undefined).trimEnd();
  return error.message;
}

/** ~/.pgpass or PGPASSFILE: host:port:database:user:password, `*` for any, first match wins. A file that others may read is ignored, as libpq does. */
function passwordFromFile(address: Address, environment: Environment): string | undefined {
  const path = environment.PGPASSFILE ?? join(environment.HOME ?? homedir(), '.pgpass');
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) {
      process.stderr.write(`WARNING: password file "${path}" has group or world access; permissions should be u=rw (0600) or less\n`);
      return undefined;
    }
    const wanted = [address.host, String(address.port), address.database, address.user];
    for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
      const fields = line.startsWith('#')
        ? []
        : [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) => field.replace(/\\(.)/g, '$1'));
      if (fields.length >= 5 && wanted.every((value, index) => fields[index] === '*' || fields[index] === value)) return fields[4];
    }
  } catch {
    // No password file.
  }
  return undefined;
}
