import { PsqlFailure } from './psql-failure.ts';
import type { QueryResult } from './query-result.ts';

const NOT_ASCII = /[\u0080-\uffff]/;

/** pg takes all values for UTF-8. In another encoding they would be damaged silently: throws PsqlFailure instead. COPY is not concerned, its bytes go through as they are. */
export function assertReadable(result: QueryResult, encoding: string): void {
  if (encoding === 'UTF8') return;
  const damaged = encoding === 'SQL_ASCII' ? /\ufffd/ : NOT_ASCII;
  const texts = [...result.columns.map(({ name }) => name), ...result.rows.flat()];
  if (texts.some((text) => text !== null && damaged.test(text))) {
    throw new PsqlFailure(`results in ${encoding} are not offered by this stand-in of psql: use COPY ... TO STDOUT`);
  }
}

/** pg sends UTF-8 only. Throws PsqlFailure for SQL that would arrive as something else. */
export function assertSendable(sql: string, encoding: string): void {
  if (encoding === 'UTF8' || encoding === 'SQL_ASCII' || !NOT_ASCII.test(sql)) return;
  throw new PsqlFailure(`SQL in ${encoding} is not offered by this stand-in of psql`);
}
