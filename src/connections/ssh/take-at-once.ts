import type { ClientChannel } from 'ssh2';
import type { LendingSocket } from './lending-socket.ts';

/** Gives `take` what comes on a channel, past the channel's own buffer, where bytes would wait: so they may lie in lent memory. `take` must not throw. */
export function takeAtOnce(channel: ClientChannel, take: (data: Buffer) => void, lending: LendingSocket | undefined): void {
  const push = channel.push.bind(channel);
  channel.push = (data: Buffer | null) => {
    if (data === null) return push(null);
    take(data);
    return true;
  };
  channel.resume();
  const { id } = (channel as unknown as { readonly incoming: { readonly id: number } }).incoming;
  const lent = lending?.lend(id);
  channel.once('close', () => lent?.end());
}
