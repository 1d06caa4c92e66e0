import { isZone } from '../runtime/zone.ts';
import type { HostTree } from './tree/host-tree.ts';

/**
 * The zone that cron of a host goes by, where it says one: as it answered; `/etc/timezone` (Debian); `ZONE=` of `/etc/sysconfig/clock` (Red Hat 6, Amazon Linux 1, whose `/etc/localtime` is
 * a copy without a name); where `/etc/localtime` leads to (all newer ones).
 */
export function zoneOf(tree: HostTree): string | undefined {
  const said = [
    tree.host.facts.zone,
    tree.text('/etc/timezone')?.trim(),
    /^ZONE=["']?([\w/+-]+)/m.exec(tree.text('/etc/sysconfig/clock') ?? '')?.[1],
    /zoneinfo\/(?:posix\/)?(.+)$/.exec(tree.linkTarget('/etc/localtime') ?? '')?.[1],
  ];
  return said.find((zone) => zone !== undefined && isZone(zone));
}
