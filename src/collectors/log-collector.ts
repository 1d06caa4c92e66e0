import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Collector } from '../model/collector.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import { hashFile } from '../runtime/hash.ts';
import { expectSame } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import type { Arrived } from './write-hashed.ts';

const config = z.strictObject({});

/** Takes the log of the take (redacted, as stored) as an output. A log that may lack lines is refused: it proves nothing. */
export const logCollector: Collector<z.infer<typeof config>> = {
  kind: 'log',
  config,
  plan: () => [message('log.plan', 'take the log of the take')],
  async collect(_settings, request, x) {
    const { log } = request.observation;
    if (!log.complete || log.cutBytes > 0) throw incomplete(log.cutBytes);
    const file = join(request.runFolder, 'takes', request.take, 'log.txt');
    const prove = async (arrived: Arrived) => {
      expectSame('size', `the log of ${request.take}`, log.bytes, arrived.size);
      expectSame('sha256', `the log of ${request.take}`, (await hashFile(file, x.signal)).sha256, arrived.sha256);
      return 'sha256' as const;
    };
    const received = await receiveFile(createReadStream(file), { name: 'log.txt', total: log.bytes, prove }, request, x);
    return [
      artifact(request, received, {
        name: 'log.txt',
        source: `log://${request.take}`,
        writtenAt: request.observation.finishedAt,
      }),
    ];
  },
};

function incomplete(cutBytes: number): TwinrunError {
  return new TwinrunError({
    code: 'collect.log-incomplete',
    message: cutBytes > 0 ? `the log was cut: ${cutBytes} bytes are not stored` : 'the log may lack lines',
    fix: 'With awslogs set mode to blocking in the log configuration of the task definition; or compare another output.',
  });
}
