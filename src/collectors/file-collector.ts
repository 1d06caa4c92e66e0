import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Collector } from '../model/collector.ts';
import { message } from '../model/message.ts';
import { hashFile } from '../runtime/hash.ts';
import { artifact, expectSame, missing, receiveFile } from './receive-file.ts';

const config = z.strictObject({ path: z.string().min(1).describe('File on this machine. May hold {{date}}') });

/** Copies a file of this machine; the source is hashed again afterwards. */
export const fileCollector: Collector<z.infer<typeof config>> = {
  kind: 'file',
  config,
  plan: ({ path }) => [message('file.plan', 'copy {path}', { path })],
  async collect({ path }, request, x) {
    const source = `file://${resolve(path)}`;
    const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? missing(source, error) : error;
    });
    const received = await receiveFile(createReadStream(path, { highWaterMark: 1 << 20 }), basename(path), request, x, facts.size);
    const again = await hashFile(path, x.signal);
    expectSame('size', source, again.size, received.size);
    expectSame('sha256', source, again.sha256, received.sha256);
    return [artifact(request, received, { name: basename(path), source, verified: 'sha256', writtenAt: facts.mtime.toISOString() })];
  },
};
