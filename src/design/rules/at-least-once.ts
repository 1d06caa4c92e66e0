import type { DesignRule } from '../rule.ts';

/** EventBridge delivers at least once (its user guide), cron at most once: what leaves the host may leave twice. */
export const atLeastOnce: DesignRule = {
  id: 'at-least-once',
  say({ entry: { uses, at } }) {
    const sends = uses.endpoints.find(({ kind }) => /^(?:s?ftps?|ssh|rsync|smtp)$/.test(kind));
    const writes = uses.tables.find(({ access }) => access === 'write');
    const posts = uses.objects.find(({ kind, access }) => (kind === 'sqs' || kind === 'sns') && access === 'write');
    const subject = sends === undefined ? (writes?.table ?? posts?.address) : `${sends.kind} ${sends.host}`;
    if (subject === undefined) return [];
    return [
      {
        subject,
        at: sends?.at ?? writes?.at ?? posts?.at ?? at,
        change: 'EventBridge may start a task twice for one fire; cron never does',
        proposal: 'Make a second run harmless, or take a claim for the fire before anything leaves (`twinrun claim take`).',
      },
    ];
  },
};
