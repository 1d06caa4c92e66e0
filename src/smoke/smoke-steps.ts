import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sighting } from '../model/effect.ts';
import type { Observation } from '../model/observation.ts';
import type { Tagged } from '../model/schema.ts';
import type { SmokeStep, SmokeWorld } from './smoke-step.ts';
import { proveTake } from './smoke-take.ts';

/** A command on the host, by SSH. */
export function sshStep(host: string, mark: string): SmokeStep {
  return {
    id: `ssh.${host}`,
    title: `run a command on ${host}`,
    prove: async (world) => {
      const { facts } = await proveTake('ssh', `ssh-${host}`, { host, command: ['printf', '%s\n', mark], besideCron: 'it only prints' }, world);
      const skew = Number(facts['host.clockSkew'] ?? 0);
      return [facts['host.os'], facts['host.zone'] ?? facts['host.timezone'], `clock ${skew === 0 ? 'as here' : `${skew} s off`}`]
        .filter(Boolean)
        .join(', ');
    },
  };
}

/** A folder by SFTP, and its smallest file: size and sha256 are compared as for an output. Nothing is written. */
export function sftpStep(host: string, path = '.'): SmokeStep {
  return {
    id: `sftp.${host}`,
    title: `read ${path === '.' ? 'the login folder' : path} of ${host} by SFTP`,
    prove: async (world) => {
      const found = (await world.registries.effects.sftp?.look({ host, path }, world.x)) ?? [];
      return await readSmallest(
        found,
        (name) => ({ kind: 'sftp', config: { host, path: path === '.' ? name : `${path}/${name}` } }),
        `sftp-${host}`,
        world,
      );
    },
  };
}

/** A task that only prints: start, end, exit code, log. */
export function taskStep(config: Readonly<Record<string, unknown>>): SmokeStep {
  return {
    id: 'fargate',
    title: `run a task of ${String(config.taskDefinition)}`,
    prove: async (world) => {
      const { facts, log } = await proveTake('fargate', 'fargate', config, world);
      return [
        facts['task.definition'],
        facts['image.digest'],
        log.complete ? 'its whole log' : 'its log (which may lack lines: mode is not blocking)',
      ]
        .filter(Boolean)
        .join(', ');
    },
  };
}

/** What lies under a prefix, and the smallest object of it. Nothing is written. */
export function s3Step(bucket: string, prefix: string): SmokeStep {
  return {
    id: 's3',
    title: `read s3://${bucket}/${prefix}`,
    prove: async (world) => {
      const found = (await world.registries.effects.s3?.look({ bucket, prefix }, world.x)) ?? [];
      return await readSmallest(found, (key) => ({ kind: 's3', config: { bucket, key } }), 's3', world);
    },
  };
}

/** A query that reads no table. */
export function databaseStep(database: string): SmokeStep {
  return {
    id: `database.${database}`,
    title: `query ${database}`,
    prove: async ({ registries, x }) => `SELECT 1 gave ${(await registries.probes.sql?.read({ database, query: 'SELECT 1' }, x)) ?? 'nothing'}`,
  };
}

/** Folders are listed like files; a hidden file may hold a secret, and is left alone. */
const TRIES = 5;

async function readSmallest(found: readonly Sighting[], source: (name: string) => Tagged, name: string, world: SmokeWorld): Promise<string> {
  const plain = found.filter((one) => one.size > 0 && !(one.name.split('/').at(-1) ?? '').startsWith('.'));
  const candidates = plain.toSorted((a, b) => a.size - b.size).slice(0, TRIES);
  let failure: unknown;
  for (const one of candidates) {
    const { kind, config } = source(one.name);
    try {
      const [artifact] = await collect(kind, config, name, world);
      return `${found.length} there; ${one.name}, ${artifact?.size ?? 0} bytes, verified by ${artifact?.verified ?? 'nothing'}`;
    } catch (thrown) {
      failure = thrown;
    }
  }
  if (failure !== undefined) throw failure;
  return 'listed; nothing is there to be read';
}

async function collect(kind: string, config: unknown, name: string, { registries, x, folder }: SmokeWorld) {
  const folderOfOne = `collected/${name}`;
  await mkdir(join(folder, folderOfOne), { recursive: true, mode: 0o700 });
  const now = x.clock.now().toISOString();
  const log = { bytes: 0, cutBytes: 0, complete: true };
  const observation: Observation = {
    ...{ schema: 'twinrun.observation/1', take: 'candidate-1', side: 'candidate', runner: kind, outcome: { kind: 'exited', exitCode: 0 } },
    ...{ startedAt: now, finishedAt: now, durationMs: 0, log, facts: {} },
  };
  const request = { output: 'smoke', side: 'candidate', take: 'candidate-1', observation, runFolder: folder, folder: folderOfOne } as const;
  return (await registries.collectors[kind]?.collect(config, request, x)) ?? [];
}
