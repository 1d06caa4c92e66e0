import type { DesignRule } from '../rule.ts';

/** Options of GNU programs that BusyBox (Alpine's userland) does not have. */
const GNU_ONLY: Readonly<Record<string, RegExp>> = {
  cp: /^--parents$|^--reflink/,
  date: /^--date$|^-I|^--iso-8601|^--rfc/,
  df: /^--output/,
  du: /^--apparent-size|^--max-depth/,
  find: /^-printf$|^-newermt$|^-regextype$|^-daystart$/,
  grep: /^-[a-zA-Z]*P|^--perl-regexp|^--include|^--exclude/,
  ls: /^--time-style|^--group-directories/,
  ps: /^-[a-zA-Z]*[fp]|^--/,
  sed: /^--regexp-extended|^--separate|^-z$/,
  sort: /^--parallel|^-R$|^-h$|^--version-sort|^--sort=/,
  stat: /^--format|^--printf/,
  tar: /^--transform|^--exclude-vcs|^--wildcards|^--use-compress-program/,
  xargs: /^-d|^--delimiter|^--max-procs/,
};

/** GNU options, and `date -d` with words, which BusyBox refuses. */
export const gnuOptions: DesignRule = {
  id: 'gnu-options',
  say({ entry }) {
    const found = entry.uses.commands.flatMap(({ name, options = [], at, remote }) => {
      const program = name.split('/').at(-1) ?? '';
      if (remote !== undefined) return [];
      if (program === 'date' && options.some((word) => /^-d|^--date/.test(word))) return [{ subject: 'date -d', at }];
      const pattern = Object.hasOwn(GNU_ONLY, program) ? GNU_ONLY[program] : undefined;
      const word = pattern === undefined ? undefined : options.find((one) => pattern.test(one));
      return word === undefined ? [] : [{ subject: `${program} ${word.split('=')[0]}`, at }];
    });
    return [...new Map(found.map((one) => [one.subject, one])).values()].map((one) => ({
      ...one,
      change:
        one.subject === 'date -d'
          ? 'date of BusyBox takes no words such as "yesterday" or "1 day ago", only dates'
          : 'BusyBox does not have this option: it ends with an error, or does another thing',
      proposal: 'Install the GNU program on Alpine, or write it as POSIX has it.',
      snippet: `RUN apk add --no-cache ${packageOf(one.subject)}`,
    }));
  },
};

function packageOf(subject: string): string {
  const program = subject.split(' ')[0] ?? '';
  const own: Readonly<Record<string, string>> = { find: 'findutils', xargs: 'findutils', grep: 'grep', sed: 'sed', tar: 'tar', ps: 'procps-ng' };
  return own[program] ?? 'coreutils';
}
