import { TwinrunError } from '../model/error.ts';

/** The code of a file system error (`ENOENT`), or undefined. */
export function fileErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** For `.catch()`: turns what the file system says about `path` into a `store.unusable` fault; errors of our own pass through. */
export function storeFault(path: string): (thrown: unknown) => never {
  return (thrown) => {
    if (thrown instanceof TwinrunError) throw thrown;
    throw new TwinrunError({
      code: 'store.unusable',
      class: 'fault',
      message: `the store cannot use ${path}`,
      received: thrown instanceof Error ? thrown.message : String(thrown),
      at: { file: path },
      fix: 'Make the folder writable for the user that runs twinrun, with room on its disk, or name another store in twinrun.yaml.',
      cause: thrown,
    });
  };
}

/** For `.catch()` after a read: a file that is not there is undefined, anything else a `store.unusable` fault. */
export function absentOrFault(path: string): (thrown: unknown) => undefined {
  const fault = storeFault(path);
  return (thrown) => (fileErrorCode(thrown) === 'ENOENT' ? undefined : fault(thrown));
}
