/** psql's exit codes: 1 a fatal error of its own, 2 the connection went bad, 3 an error in a script under ON_ERROR_STOP. */
export const PSQL_EXIT = { ok: 0, failure: 1, badConnection: 2, scriptError: 3 } as const;

export type PsqlExit = (typeof PSQL_EXIT)[keyof typeof PSQL_EXIT];
