import { join } from 'node:path';
import type { HostAddress } from '../../model/world.ts';
import { builtFile } from '../../runtime/built-file.ts';
import type { Invocation } from '../contender.ts';

/** A program that brings one file home over SSH. */
export interface CollectContender {
  readonly id: string;
  readonly title: string;
  /** Fetches `path` into `folder`, which is there and empty. */
  readonly invoke: (address: HostAddress, path: string, folder: string) => Invocation;
  /** Whether it prints its own seconds: a rehearsal starts no process for each file. */
  readonly timesItself: boolean;
}

const OURS = builtFile('bench/programs/collect.cjs');

/** Twinrun proves sha256 on both ends and syncs; OpenSSH's clients do neither. */
export const COLLECT_CONTENDERS: readonly CollectContender[] = [
  {
    id: 'twinrun',
    title: 'Twinrun (sha256 on both ends, synced)',
    timesItself: true,
    invoke: (address, path, folder) => ({ program: process.execPath, args: [OURS, JSON.stringify(address), path, folder] }),
  },
  { id: 'sftp', title: "OpenSSH's sftp", timesItself: false, invoke: openssh('sftp') },
  { id: 'scp', title: "OpenSSH's scp", timesItself: false, invoke: openssh('scp') },
];

function openssh(program: string): CollectContender['invoke'] {
  return ({ address, port, user, identityFiles = [] }, path, folder) => ({
    program,
    args: [
      ...['-q', '-F', '/dev/null', '-P', String(port), '-i', identityFiles[0] ?? ''],
      // It is our own server, on loopback, for as long as this takes.
      ...['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'BatchMode=yes'].flatMap((option) => ['-o', option]),
      ...[`${user}@${address}:${path}`, join(folder, 'collected')],
    ],
  });
}
