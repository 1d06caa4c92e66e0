import type { DesignRule } from '../rule.ts';

/** A locale of the host: the image has C, or C.UTF-8, and musl has no other order. */
export const locale: DesignRule = {
  id: 'locale',
  say({ entry, survey }) {
    const find = (name: string) => entry.environment[name] ?? entry.uses.variables.find((one) => one.name === name)?.value ?? survey.host.facts[name];
    const found = ['LC_ALL', 'LC_COLLATE', 'LANG']
      .map((name) => [name, find(name)] as const)
      .find(([, value]) => value !== undefined && value !== '');
    const [name, value = ''] = found ?? [];
    if (name === undefined || /^(?:C|POSIX)(?:\.UTF-?8)?$/i.test(value)) return [];
    return [
      {
        subject: `${name}=${value}`,
        at: entry.at,
        change: `text is ordered, cut and cased by ${value} on the host; an image has C, and musl orders by byte whatever is set`,
        proposal:
          'Set LC_ALL=C where order matters, on both sides; set LANG=C.UTF-8 for UTF-8. Where the old order must stay, take a glibc image with that locale.',
        snippet: '{ "name": "LANG", "value": "C.UTF-8" }',
      },
    ];
  },
};
