import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../model/context.ts';
import { BATCH_HOME, BATCH_USER } from './batch-host.ts';
import { startDeliveryServer } from './partner-hosts.ts';
import { generateKeyPair } from './ssh/key-pair.ts';
import { type SshServer, startSshServer } from './ssh/ssh-server.ts';

export interface HostPlan {
  /** Absolute folder that is `/` of a host. */
  readonly root: (host: 'batch' | 'partner' | 'decoy') => string;
  /** PATH of the batch account. */
  readonly toolPath: string;
  /** Public keys, as lines of authorized_keys. */
  readonly operatorKey: string;
  readonly partnerKey: string;
  readonly log: Log;
  /** Told of every server as soon as it runs, so that it is ended also when a later one fails. */
  readonly started: (server: SshServer) => void;
}

/** The three hosts of the sandbox. */
export interface Hosts {
  readonly batch: SshServer;
  readonly partner: SshServer;
  readonly decoy: SshServer;
}

export async function startHosts(plan: HostPlan): Promise<Hosts> {
  const keys = { batch: plan.partnerKey, operator: plan.operatorKey };
  const partner = await startDeliveryServer(plan.root('partner'), ['inbox', 'hold'], keys, plan.log);
  plan.started(partner);
  const decoy = await startDeliveryServer(plan.root('decoy'), ['from-legacy', 'from-candidate'], keys, plan.log);
  plan.started(decoy);
  const batch = await startBatchHost(plan);
  plan.started(batch);
  return { batch, partner, decoy };
}

async function startBatchHost(plan: HostPlan): Promise<SshServer> {
  const root = plan.root('batch');
  await mkdir(join(root, BATCH_HOME), { recursive: true, mode: 0o700 });
  const exporter = {
    name: BATCH_USER,
    publicKey: plan.operatorKey,
    root,
    home: BATCH_HOME,
    exec: { environment: { PATH: plan.toolPath, TWINRUN_SANDBOX: '1' } },
  };
  return startSshServer({ hostKey: generateKeyPair().privateKey, users: [exporter], log: plan.log });
}
