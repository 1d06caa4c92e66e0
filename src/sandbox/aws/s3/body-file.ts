import { open, rm } from 'node:fs/promises';

/** Writes a new file of mode 0600 through `fill`, and removes it again when that throws. */
export async function writeBodyFile<T>(path: string, fill: (write: (chunk: Buffer) => Promise<void>) => Promise<T>): Promise<T> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await fill(async (chunk) => {
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
