import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const INTERVAL_MS = 100;

/**
 * The most memory, in bytes, that `work` held at one time beyond what was held before it: what is still in use after the collector of garbage has been made to
 * run. The size of the process would also show what waits to be collected, which depends on the load of the machine.
 */
export async function mostRetained(work: () => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, held());
  }, INTERVAL_MS);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return most - before;
}
