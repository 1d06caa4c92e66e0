import { open, writeFile } from 'node:fs/promises';
import { TwinrunError } from '../../model/error.ts';

/** Writes a prepared file, for its owner alone. Throws `prepare.not-written` where there is no room for it. */
export async function writePrepared(file: string, data: AsyncIterable<string | Buffer>): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await writeFile(handle, data);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || !NO_ROOM.includes(String(cause.code))) throw cause;
    throw new TwinrunError({
      code: 'prepare.not-written',
      message: `a prepared table cannot be written (${String(cause.code)})`,
      at: { file },
      fix: 'Make room there, or name another folder for temporary files with TMPDIR.',
      cause,
    });
  } finally {
    await handle.close();
  }
}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];
