import { PsqlFailure } from './psql-failure.ts';

/** A parsed \copy … to …. */
export interface CopyCommand {
  /** What goes to the server: `COPY … TO STDOUT …`. */
  readonly sql: string;
  /** Undefined is stdout. */
  readonly file: string | undefined;
}

/** `(query) | table [(columns)]`, then TO and where to, then options. */
const COPY =
  /^\s*(\((?:[^()'"]|'(?:[^']|'')*'|"(?:[^"]|"")*"|\((?:[^()'"]|'(?:[^']|'')*'|"[^"]*"|\([^()]*\))*\))*\)|[^\s(]+(?:\s*\([^)]*\))?)\s+(to|from)\s+(?:'((?:[^']|'')*)'|(\S+))\s*([\s\S]*)$/i;

/** Parses the rest of a \copy line. Throws PsqlFailure for \copy from and programs, which a stand-in does not offer. */
export function parseCopyCommand(rest: string): CopyCommand {
  const [, source, direction, quoted, bare, options = ''] = COPY.exec(rest) ?? [];
  if (source === undefined || direction === undefined) throw new PsqlFailure(`\\copy: parse error at end of line`);
  if (direction.toLowerCase() === 'from') throw new PsqlFailure('\\copy from is not offered by this stand-in of psql');
  const target = bare?.toLowerCase();
  if (target === 'program') throw new PsqlFailure('\\copy to program is not offered by this stand-in of psql');
  const file = target === 'stdout' || target === 'pstdout' ? undefined : (quoted?.replaceAll("''", "'") ?? bare);
  return { sql: `COPY ${source} TO STDOUT ${options}`.trimEnd(), file };
}
