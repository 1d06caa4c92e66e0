import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { installFile } from '../connections/ssh/install-file.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { StepKind } from '../model/step-kind.ts';

const config = z.strictObject({ host: z.string().min(1), scenario: z.string().min(1), path: z.string().min(1) });

/** Puts the script that takes the claim (`write` makes its text) onto a host, under a name of its own: nothing runs it before a line of cron names it. Doing it twice leaves the same. */
export function claimScriptStep(connections: Connections, write: () => string): StepKind<z.infer<typeof config>> {
  return {
    kind: 'claim-script',
    config,
    repeat: () => 'safe',
    plan: ({ host, path }) => [message('claim-script.plan', 'put the script that takes the claim onto {host} as {path}', { host, path })],
    byHand: ({ scenario, host, path }) => [`twinrun claim wrapper ${scenario} | ssh ${host} 'cat > ${path} && chmod 0755 ${path}'`],
    async run({ host, path }, _, x) {
      try {
        const { before, sha256 } = await installFile(await connections.ssh(host), path, write());
        const same = before === sha256;
        const fact = { side: 'legacy', fact: `file ${host}:${path}`, from: before, to: sha256 } as const;
        return { status: 'ok', text: `${path} has sha256 ${sha256.slice(0, 12)}${same ? ' already' : ''}`, changes: same ? [] : [fact] };
      } catch (thrown) {
        const error = asTwinrunError(thrown);
        if (error.code === 'ssh.not-installed') return { status: 'failed', text: error.message };
        return { status: 'unknown', text: x.signal.aborted ? 'cancelled while it was written' : error.message };
      }
    },
  };
}
