import { sftpCollector } from '../../collectors/sftp-collector.ts';
import { makeConnections } from '../../connections/connections.ts';
import type { Context } from '../../model/context.ts';
import type { Observation } from '../../model/observation.ts';
import type { HostAddress } from '../../model/world.ts';
import { systemClock } from '../../runtime/clock.ts';
import { randomIds } from '../../runtime/ids.ts';
import { silentLog } from '../../runtime/log.ts';
import { makeSecrets } from '../../runtime/secrets.ts';

/** `<address as JSON> <path on the host> <folder here>`: brings one file home as a rehearsal does, proven and synced. Prints its seconds, connecting included. */
const [address = '{}', path = '', runFolder = ''] = process.argv.slice(2);

const x: Context = {
  signal: new AbortController().signal,
  clock: systemClock,
  ids: randomIds,
  emit: () => {},
  journal: { write: async () => {} },
  secrets: makeSecrets({}),
  log: silentLog,
};
const from = systemClock.monotonic();
const now = systemClock.now().toISOString();
const observation: Observation = {
  ...{ schema: 'twinrun.observation/1', take: 'legacy-1', side: 'legacy', runner: 'ssh', outcome: { kind: 'exited', exitCode: 0 } },
  ...{ startedAt: now, finishedAt: now, durationMs: 0, log: { bytes: 0, cutBytes: 0, complete: true }, facts: {} },
};
const request = { output: 'bench', side: 'legacy', take: 'legacy-1', observation, runFolder, folder: '.' } as const;
const connections = makeConnections({ kind: 'real', hosts: { batch: JSON.parse(address) as HostAddress }, databases: {}, aws: {} }, x);
async function collect(): Promise<void> {
  try {
    await sftpCollector(connections).collect({ host: 'batch', path, quiet: 1 }, request, x);
    process.stdout.write(`${(systemClock.monotonic() - from) / 1000}\n`);
  } finally {
    await connections.close();
  }
}

void collect();
