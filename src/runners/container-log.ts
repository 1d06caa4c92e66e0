import { createHash } from 'node:crypto';
import type { EngineClient } from '../connections/container/engine-client.ts';
import type { Clock } from '../model/clock.ts';
import type { LogWriter } from '../runtime/log-writer.ts';

const SHORTEST_PAUSE_MS = 500;
/** Between two readings passes so many times what one took: each reads the log from its start. */
const PAUSE_FACTOR = 10;

export interface ContainerLog {
  /** Once the container has ended: takes what is missing. False when it is not sure that all is there. */
  rest(): Promise<boolean>;
}

/**
 * Takes the log that the engine keeps of a container, from its first byte: again and again while it runs, and once more at its end. Not by
 * `logs --follow`, which loses lines (podman 4.3 does, in the middle). What was taken before is held against each reading.
 */
export function followContainerLog(client: EngineClient, name: string, log: LogWriter, clock: Clock): ContainerLog {
  const done = new AbortController();
  const streams = [taker((data) => log.write('stdout', data)), taker((data) => log.write('stderr', data))] as const;
  const read = async (last: boolean): Promise<boolean> => {
    const { child, ended } = client.start(['logs', name]);
    const [{ exitCode }, ...same] = await Promise.all([ended, streams[0].take(child.stdout, last), streams[1].take(child.stderr, last)]);
    return exitCode === 0 && same.every(Boolean);
  };
  const readings = (async () => {
    for (let pause = SHORTEST_PAUSE_MS; ; ) {
      await clock.sleep(pause, done.signal);
      if (done.signal.aborted) return;
      const start = clock.monotonic();
      await read(false);
      pause = Math.max(SHORTEST_PAUSE_MS, PAUSE_FACTOR * (clock.monotonic() - start));
    }
  })();
  return {
    async rest() {
      done.abort();
      await readings;
      return read(true);
    },
  };
}

/**
 * Hands on what a reading has beyond the ones before it; until the last one only whole lines, for the engine may be amid one. Gives false when
 * what was taken before is not what the reading begins with.
 */
function taker(write: (data: Buffer) => void) {
  const hash = createHash('sha256');
  let taken = 0;
  return {
    async take(source: AsyncIterable<Buffer> | null, last: boolean): Promise<boolean> {
      const prefix = createHash('sha256');
      const before = hash.copy().digest('hex');
      let left = taken;
      let held = Buffer.alloc(0);
      for await (const chunk of source ?? []) {
        const known = Math.min(left, chunk.length);
        prefix.update(chunk.subarray(0, known));
        left -= known;
        held = Buffer.concat([held, chunk.subarray(known)]);
        const end = last ? held.length : held.lastIndexOf(10) + 1;
        hash.update(held.subarray(0, end));
        taken += end;
        if (end > 0) write(held.subarray(0, end));
        held = held.subarray(end);
      }
      return left === 0 && prefix.digest('hex') === before;
    },
  };
}
