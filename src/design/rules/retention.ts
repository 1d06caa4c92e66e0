import type { DesignRule } from '../rule.ts';

/** Old files that the host removes: in S3 a lifecycle rule does it. `find -mtime +31` keeps 32 days, and neither that nor 30 days is a month. */
export const retention: DesignRule = {
  id: 'retention',
  say: ({ entry }) =>
    entry.uses.prunings.map(({ path, olderThanDays, at }) => ({
      subject: path,
      at,
      change: `files older than ${olderThanDays} days are removed on the host; nothing removes objects in S3 unless a rule says so`,
      proposal: `A lifecycle rule of ${olderThanDays} days keeps as long as the host did. A month has 28 to 31 days: where "a month" is meant, say which.`,
      snippet: JSON.stringify({
        Rules: [{ ID: 'as-on-the-host', Status: 'Enabled', Filter: { Prefix: '<prefix>/' }, Expiration: { Days: olderThanDays } }],
      }),
    })),
};
