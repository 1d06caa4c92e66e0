import type { DesignRule } from '../rule.ts';

const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;

/** A service of the same host: a task has none beside it. */
export const localhostService: DesignRule = {
  id: 'localhost-service',
  say({ entry: { uses } }) {
    const endpoints = uses.endpoints
      .filter(({ host, remote }) => LOCAL.test(host) && remote === undefined)
      .map(({ kind, host, port, at }) => ({ subject: `${kind} ${host}${port === undefined ? '' : `:${port}`}`, at }));
    const databases = uses.databases
      .filter(({ host, remote, resolved }) => remote === undefined && (host === undefined ? resolved : LOCAL.test(host)))
      .map(({ kind, database, at }) => ({ subject: `${kind}${database === undefined ? '' : ` ${database}`} of this host`, at }));
    return [...new Map([...endpoints, ...databases].map((one) => [one.subject, one])).values()].map((one) => ({
      ...one,
      change: 'localhost of a task is the task itself: nothing answers there',
      proposal: 'Name the address of the service, let the security group in, or run it as another container of the task.',
    }));
  },
};
