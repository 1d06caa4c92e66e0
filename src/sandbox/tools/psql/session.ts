import type { Client } from 'pg';
import { writeAll } from '../write-all.ts';
import { type BackslashScope, runBackslash } from './backslash.ts';
import type { PsqlConnection } from './connect.ts';
import { parseCopyCommand } from './copy-command.ts';
import { errorText, type ServerMessage } from './error-text.ts';
import { PSQL_EXIT, type PsqlExit } from './exit-code.ts';
import { Output } from './output.ts';
import { printResult } from './print-result.ts';
import { type PrintSettings, parseBoolean } from './print-settings.ts';
import { PsqlFailure } from './psql-failure.ts';
import type { PsqlOptions } from './psql-options.ts';
import type { QueryResult } from './query-result.ts';
import { parseArguments } from './quoting.ts';
import { assertReadable, assertSendable } from './readable.ts';
import { runQuery } from './run-query.ts';
import { ScriptScanner } from './script-scanner.ts';

/** Variables that would change what is done or printed, in ways that a stand-in does not offer; with the value that changes nothing. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  AUTOCOMMIT: 'on',
  ON_ERROR_ROLLBACK: 'off',
  ECHO: 'none',
  ECHO_HIDDEN: 'off',
  VERBOSITY: 'default',
  SINGLELINE: 'off',
};

const STDOUT = 1;
const STDERR = 2;

/** One run of psql on one connection. */
export class PsqlSession {
  readonly output = new Output();
  readonly #client: Client;
  readonly #encoding: () => string;
  readonly #print: PrintSettings;
  readonly #variables = new Map<string, string>();
  #quiet: boolean;
  #dead = false;
  /** What backslash commands may touch. */
  readonly #backslash: BackslashScope;
  /** `file:line: ` while a file is read. */
  #place = '';

  /** Throws PsqlFailure for a variable that is not offered. */
  constructor({ client, encoding }: PsqlConnection, options: PsqlOptions) {
    this.#client = client;
    this.#encoding = encoding;
    this.#print = options.print;
    this.#quiet = options.quiet;
    this.#backslash = {
      print: this.#print,
      output: this.output,
      say: (text) => this.#say(text),
      tell: (text) => {
        if (!this.#quiet) this.#say(text);
      },
      notice: (text) => this.#complain(text),
      set: (name, value) => this.#set(name, value),
      unset: (name) => this.#variables.delete(name),
    };
    for (const [name, value] of options.variables) this.#set(name, value);
    client.on('notice', (notice) => this.#complain(errorText(notice as ServerMessage, undefined)));
    client.on('error', () => {
      this.#dead = true;
    });
  }

  get onErrorStop(): boolean {
    return parseBoolean(this.#variables.get('ON_ERROR_STOP') ?? 'off') ?? true;
  }

  /** -c: one backslash command, or SQL that goes to the server as it stands. */
  async command(text: string): Promise<PsqlExit> {
    this.#place = '';
    const meta = /^\s*\\(\S+)\s*([\s\S]*)$/.exec(text);
    const done = meta === null ? await this.#query(text) : (await this.#meta(meta[1] ?? '', meta[2] ?? '')) !== 'failed';
    if (this.#dead) return PSQL_EXIT.badConnection;
    return done ? PSQL_EXIT.ok : PSQL_EXIT.failure;
  }

  /** -f or stdin. `name` is for messages; undefined for a script on stdin without -f. */
  async script(text: string, name: string | undefined): Promise<PsqlExit> {
    const scanner = new ScriptScanner(text.replace(/^\ufeff/, ''), this.#variables);
    for (let item = scanner.next(); item !== undefined; item = scanner.next()) {
      this.#place = name === undefined ? '' : `psql:${name}:${item.line}: `;
      const done = item.kind === 'statement' ? ((await this.#query(item.text)) ? 'done' : 'failed') : await this.#meta(item.name, item.rest);
      if (this.#dead) return PSQL_EXIT.badConnection;
      if (done === 'quit') return PSQL_EXIT.ok;
      if (done === 'failed' && this.onErrorStop) return PSQL_EXIT.scriptError;
    }
    return PSQL_EXIT.ok;
  }

  /** Sends a text of our own (BEGIN, COMMIT): its tag is not printed, its error is. */
  async ownStatement(text: string): Promise<boolean> {
    this.#place = '';
    const error = await runQuery(this.#client, text, { onCopyData: () => {}, onResult: () => {} });
    if (error !== undefined) this.#complain(errorText(error, text));
    return error === undefined;
  }

  async #query(text: string, copyTo: Output = this.output): Promise<boolean> {
    assertSendable(text, this.#encoding());
    const error = await runQuery(this.#client, text, {
      onCopyData: (data) => copyTo.write(data),
      onResult: (result) => this.#show(result, copyTo),
    });
    this.output.flush();
    if (error !== undefined) this.#complain(errorText(error, text));
    return error === undefined;
  }

  #show(result: QueryResult, copyTo: Output): void {
    assertReadable(result, this.#encoding());
    if (result.hasRows) this.output.write(printResult(result, this.#print));
    // A COPY to where the tag would go is told by its data alone; of what returns rows, only changes are told.
    const told = result.copied ? copyTo !== this.output : !result.hasRows || /^(INSERT|UPDATE|DELETE)/.test(result.tag);
    if (told && !this.#quiet) this.output.write(`${result.tag}\n`);
  }

  async #meta(name: string, rest: string): Promise<'done' | 'failed' | 'quit'> {
    try {
      if (name === 'q' || name === 'quit') return 'quit';
      if (name === 'copy') return (await this.#copy(rest)) ? 'done' : 'failed';
      runBackslash(name, parseArguments(rest, this.#variables), this.#backslash);
      return 'done';
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#complain(`${this.#place === '' ? '' : 'error: '}${error.message}\n`);
      return 'failed';
    }
  }

  #set(name: string, value: string): void {
    const offered = NOT_OFFERED[name];
    if (offered !== undefined && value.toLowerCase() !== offered)
      throw new PsqlFailure(`variable ${name}=${value} is not offered by this stand-in of psql`);
    if (name === 'QUIET') this.#quiet = parseBoolean(value) ?? true;
    this.#variables.set(name, value);
  }

  async #copy(rest: string): Promise<boolean> {
    const { sql, file } = parseCopyCommand(rest);
    if (file === undefined) return this.#query(sql);
    const target = new Output();
    target.redirect(file);
    try {
      return await this.#query(sql, target);
    } finally {
      target.redirect(undefined);
    }
  }

  /** To stdout, wherever results go. */
  #say(text: string): void {
    this.output.flush();
    writeAll(STDOUT, text);
  }

  #complain(text: string): void {
    this.output.flush();
    writeAll(STDERR, this.#place + text);
  }
}
