import type { Client, Connection, Submittable } from 'pg';
import type { ServerMessage } from './error-text.ts';
import { PsqlFailure } from './psql-failure.ts';
import type { QueryResult } from './query-result.ts';

/** What a query gives, as it comes. */
export interface QueryEvents {
  /** Bytes of a COPY … TO STDOUT, as the server sends them; valid only during the call. */
  onCopyData(data: Uint8Array): void;
  onResult(result: QueryResult): void;
}

/** Messages of the wire, as pg parses them. */
interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/**
 * Sends one text by the simple protocol and takes all values as the server's own text. Resolves with the error that ended it, if any;
 * a result is told only when it is complete, as psql does. Rejects with what an event handler threw, and with PsqlFailure for a COPY FROM
 * STDIN: the data would be taken for SQL.
 */
export function runQuery(client: Client, text: string, events: QueryEvents): Promise<ServerMessage | undefined> {
  return new Promise((resolve, reject) => {
    let columns: QueryResult['columns'] | undefined;
    let rows: (readonly (string | null)[])[] = [];
    let copied = false;
    const onCopyOut = (): void => {
      copied = true;
    };
    const done = (connection: Connection, error?: ServerMessage): void => {
      connection.off('copyOutResponse', onCopyOut);
      resolve(error);
    };
    /** A full disk, a closed pipe: nothing more can be told, so nothing more is asked for. */
    const tell = (event: () => void): void => {
      try {
        event();
      } catch (error) {
        reject(error);
        void client.end();
      }
    };
    const query = {
      submit(connection: Connection) {
        connection.on('copyOutResponse', onCopyOut);
        connection.query(text);
      },
      handleRowDescription({ fields }: RowDescription) {
        columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
      },
      handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }) {
        rows.push(fields);
      },
      handleCommandComplete({ text: tag }: { readonly text: string }) {
        const result = { columns: columns ?? [], rows, tag, hasRows: columns !== undefined, copied };
        tell(() => events.onResult(result));
        columns = undefined;
        rows = [];
        copied = false;
      },
      handleCopyData({ chunk }: { readonly chunk: Uint8Array }) {
        tell(() => events.onCopyData(chunk));
      },
      handleCopyInResponse(connection: { sendCopyFail(reason: string): void }) {
        reject(new PsqlFailure('COPY FROM STDIN is not offered by this stand-in of psql'));
        connection.sendCopyFail('not offered');
      },
      handleEmptyQuery() {},
      handlePortalSuspended() {},
      handleError: (error: ServerMessage, connection: Connection) => done(connection, error),
      handleReadyForQuery: (connection: Connection) => done(connection),
    };
    client.query(query as Submittable);
  });
}
