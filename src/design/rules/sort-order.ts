import { calls, type DesignRule } from '../rule.ts';

/** What orders by the locale: another libc, or another version of it, orders otherwise. */
export const sortOrder: DesignRule = {
  id: 'sort-order',
  say({ entry }) {
    const [first] = calls(entry, 'sort', 'comm', 'join', 'uniq', 'ls');
    const fixed = entry.uses.variables.some(({ name, value = '' }) => (name === 'LC_ALL' || name === 'LC_COLLATE') && /^(?:C|POSIX)/.test(value));
    if (first === undefined || fixed) return [];
    return [
      {
        subject: first.name,
        at: first.at,
        change: 'it orders by the locale: glibc changed its order with 2.28, and musl orders by byte',
        proposal: 'Set LC_ALL=C in the script before it, on both sides, and let `ordering` judge what the partner reads.',
        snippet: 'export LC_ALL=C',
      },
    ];
  },
};
