import type { DesignRule } from '../rule.ts';

const OUTSIDE = new Set(['sftp', 'ftp', 'ftps', 'ssh', 'rsync', 'http', 'https']);

/** A partner that lets in the host's address only. */
export const fixedAddress: DesignRule = {
  id: 'fixed-address',
  say({ entry }) {
    const partners = entry.uses.endpoints.filter(
      ({ kind, host }) => OUTSIDE.has(kind) && !/^(?:localhost|127\.|10\.|192\.168\.|169\.254\.)/.test(host),
    );
    return [...new Map(partners.map((one) => [one.host, one])).values()].map(({ kind, host, at }) => ({
      subject: `${kind} ${host}`,
      at,
      change: 'a task gets another address each time; a partner with an allow list refuses it, and often drops it without an answer',
      proposal: 'Send it through a NAT gateway with an Elastic IP, and have the partner allow that address before the cutover.',
    }));
  },
};
