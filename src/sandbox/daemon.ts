import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { asTwinrunError } from '../model/error.ts';
import type { Lock } from '../model/store.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { makeLog } from '../runtime/log.ts';
import { makeSecrets } from '../runtime/secrets.ts';
import { startControl } from './control-server.ts';
import type { StartAnswer, StartOrder } from './daemon-messages.ts';
import { startGuardian } from './guardian.ts';
import { claimWorkspace, removeKeptState, stateIsLost, writeKeptState } from './kept-state.ts';
import { type RunningSandbox, startRunningSandbox } from './running-sandbox.ts';
import type { SandboxAccess } from './sandbox-status.ts';

/** The process of a sandbox: an entry point, started with an IPC channel and told by it what to do. */
const STATE_CHECK_MS = 5_000;

const secrets = makeSecrets({});
const x = { clock: systemClock, ids: randomIds, log: makeLog('warn', secrets) };

let end: () => void = () => {};
const ended = new Promise<void>((resolve) => {
  end = resolve;
});
let staysAlone = false;

process.on('SIGTERM', end);
process.on('SIGINT', end);
process.on('disconnect', () => {
  if (!staysAlone) end();
});
process.on('uncaughtException', (error) => {
  x.log.warn({ error: error.stack ?? error.message }, 'unexpected');
  end();
});
process.once('message', (order: StartOrder) => {
  run(order).then(
    () => process.exit(0),
    (error: unknown) => {
      x.log.warn({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'the sandbox did not end in order');
      process.exit(1);
    },
  );
});

async function run(order: StartOrder): Promise<void> {
  const guardian = startGuardian(order.folder, order.engine);
  let claim: Lock | undefined;
  try {
    if (order.mode === 'kept') claim = await claimWorkspace(order.workspaceFolder, x);
    if (order.mode === 'kept' && claim === undefined) await answer({ type: 'taken' });
    else await serve(order);
  } catch (thrown) {
    const error = asTwinrunError(thrown);
    x.log.warn({ error: error.toJSON() }, 'the sandbox failed');
    await answer({ type: 'failed', error: error.toJSON(), class: error.class });
  }
  await rm(order.folder, { recursive: true, force: true, maxRetries: 5 });
  if (claim !== undefined) await removeKeptState(order.workspaceFolder);
  // The claim goes last: as long as it stands, nobody starts another one.
  await claim?.release();
  await guardian.dismiss();
}

async function serve(order: StartOrder): Promise<void> {
  const environment = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const sandbox = await startRunningSandbox({ folder: order.folder, environment, engine: order.engine, x });
  try {
    await takeOrders(order, sandbox);
  } finally {
    await sandbox.close();
  }
}

async function takeOrders(order: StartOrder, sandbox: RunningSandbox): Promise<void> {
  for (const secret of Object.values(sandbox.secrets)) secrets.register(secret);
  const startedAt = x.clock.now().toISOString();
  const token = randomBytes(24).toString('base64url');
  secrets.register(token);
  const control = await startControl(token, {
    'GET /': async (): Promise<SandboxAccess> => ({
      pid: process.pid,
      startedAt,
      folder: order.folder,
      world: sandbox.world,
      scenarios: sandbox.deployment.scenarios(),
      runningTasks: sandbox.runningTasks(),
      engine: order.engine,
      secrets: sandbox.secrets,
    }),
    'POST /deploy': (body) => sandbox.deployment.deploy((body as { scenarioFolders: readonly string[] }).scenarioFolders),
    'POST /stop': async () => void setImmediate(end),
  });
  const endpoint = { port: control.port, token };
  let watch: NodeJS.Timeout | undefined;
  if (order.mode === 'kept') {
    await writeKeptState(order.workspaceFolder, { schema: 'twinrun.sandbox/1', pid: process.pid, folder: order.folder, control: endpoint });
    watch = setInterval(() => stateIsLost(order.workspaceFolder) && end(), STATE_CHECK_MS);
    staysAlone = process.connected;
  }
  await answer({ type: 'ready', control: endpoint });
  await ended;
  clearInterval(watch);
  await control.close();
}

/** Resolves when the message is handed over, or nobody is there to take it. */
function answer(message: StartAnswer): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => resolve());
  });
}
