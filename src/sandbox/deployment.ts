import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import { deployCandidate } from './deploy-candidate.ts';
import { deployLegacy, writeCrontab } from './deploy-legacy.ts';
import type { DeploymentTarget } from './deployment-target.ts';

/** Puts scenarios onto the sandbox, as their owners put them onto the real platforms. Deploying one again changes nothing if it is the same. */
export interface Deployment {
  /** Throws `sandbox.no-scenario`, `sandbox.task-definition`, and what the AWS stand-in has against a Dockerfile. */
  deploy(scenarioFolders: readonly string[]): Promise<void>;
  scenarios(): readonly string[];
}

/**
 * By convention of a scenario's folder: `legacy/` is what lies in the home of the batch account, in a folder named after the scenario, and
 * `legacy/crontab` becomes part of the account's crontab; `candidate/` is the context of the image, with its Dockerfile and `task-definition.json`.
 */
export function makeDeployment(target: DeploymentTarget): Deployment {
  const deployed = new Map<string, string>();
  const registered = new Map<string, string>();
  let crontab: string | undefined;
  let turn: Promise<void> = Promise.resolve();
  const deployAll = async (folders: readonly string[]): Promise<void> => {
    for (const folder of folders) {
      const id = basename(folder);
      if (!existsSync(folder)) throw noScenario(folder);
      await deployLegacy(join(folder, 'legacy'), target.batchRoot, id);
      for (const side of ['legacy', 'candidate']) await target.makeDecoyFolder(`${id}/from-${side}`);
      await deployCandidate(join(folder, 'candidate'), target, registered);
      deployed.set(id, folder);
    }
    crontab = await writeCrontab(target.batchRoot, deployed, crontab);
  };
  return {
    deploy(folders) {
      const mine = turn.then(() => deployAll(folders));
      turn = mine.catch(() => {});
      return mine;
    },
    scenarios: () => [...deployed.keys()].sort(),
  };
}

function noScenario(folder: string): TwinrunError {
  return new TwinrunError({
    code: 'sandbox.no-scenario',
    class: 'misuse',
    message: 'there is no scenario to deploy',
    expected: 'the folder of a scenario',
    received: folder,
    fix: 'Correct the path.',
  });
}
