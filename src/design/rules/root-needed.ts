import { calls, type DesignRule } from '../rule.ts';

/** Root, or sudo: an image mostly has neither. */
export const rootNeeded: DesignRule = {
  id: 'root-needed',
  say({ entry }) {
    const sudo = calls(entry, 'sudo', 'su', 'runuser', 'chown', 'mount', 'systemctl', 'service', 'iptables');
    const [first] = sudo;
    const proposal = 'Find out what of it needs root. In the image: `USER`, and files that this user may read and write.';
    if (first !== undefined)
      return [{ subject: first.name, at: first.at, change: 'a task has no sudo, no services and no mounts to manage', proposal }];
    if (entry.user !== 'root') return [];
    return [{ subject: 'root', at: entry.at, change: 'it runs as root on the host; an image should not, and what only root may do fails', proposal }];
  },
};
