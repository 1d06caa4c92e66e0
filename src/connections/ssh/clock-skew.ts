import type { Clock } from '../../model/clock.ts';
import { askHost } from './ssh-command.ts';
import type { SshConnection } from './ssh-connection.ts';

/** Seconds by which a host's clock is ahead of ours, rounded; undefined where it does not tell, as a server of SFTP alone. */
export async function clockSkew(connection: SshConnection, clock: Clock): Promise<number | undefined> {
  const asked = clock.now().getTime();
  const answer = await askHost(connection, 'date +%s').catch(() => undefined);
  const theirs = /^(\d{9,12})\s*$/.exec(answer?.stdout ?? '')?.[1];
  return theirs === undefined ? undefined : Math.round(Number(theirs) + 0.5 - (asked + clock.now().getTime()) / 2000);
}
