import { known, newScope, type Scope } from './shell/scope.ts';
import type { EnvironmentLine, TableEntry } from './tables/table-entry.ts';
import type { HostTree } from './tree/host-tree.ts';

/** What a scheduler gives a job that says nothing: crontab(5) of Debian and cronie; at keeps the environment in the job; systemd sets a longer PATH. */
const PATHS = {
  cron: '/usr/bin:/bin',
  'run-parts': '/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin',
  anacron: '/usr/bin:/bin',
  at: '/usr/bin:/bin',
  systemd: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** Home of an account: as the host said, else where it usually is. */
export function homeOf(tree: HostTree, user: string): string {
  const accounts = tree.answers.accounts ?? tree.text('/etc/passwd') ?? '';
  const said = accounts
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user)?.[5];
  return said || (user === 'root' ? '/root' : `/home/${user}`);
}

/** What is set when the entry's command starts, and by whom. */
export function scopeOf(tree: HostTree, entry: TableEntry): Scope {
  const home = homeOf(tree, entry.user);
  const scope = newScope(known(entry.folder ?? home), [known('sh')]);
  const { variables } = scope;
  for (const [name, value] of environmentFile(tree.text('/etc/environment') ?? ''))
    variables.set(name, { ...known(value), origin: 'host', at: { file: '/etc/environment' } });
  const own = { HOME: home, LOGNAME: entry.user, USER: entry.user, SHELL: '/bin/sh', PATH: PATHS[entry.scheduler] };
  for (const [name, value] of Object.entries(own)) variables.set(name, { ...known(value), origin: 'cron' });
  for (const { name, value, file, line } of entry.environment)
    variables.set(name, { ...known(value), origin: 'crontab', at: { ...entry.at, ...(file === undefined ? {} : { file }), line } });
  for (const { name, value, file, line } of settingsOf(tree, entry)) variables.set(name, { ...known(value), origin: 'profile', at: { file, line } });
  if (entry.folder === undefined) scope.folder = known(variables.get('HOME')?.text ?? home);
  return scope;
}

/** What the settings files of a service say, as far as they were read. */
export function settingsOf(tree: HostTree, { settings = [] }: TableEntry): readonly (EnvironmentLine & { readonly file: string })[] {
  return settings.flatMap(({ path }) =>
    (tree.text(path) ?? '')
      .split('\n')
      .flatMap((text, index) => environmentFile(text).map(([name, value]) => ({ name, value, file: path, line: index + 1 }))),
  );
}

function environmentFile(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(["']?)(.*?)\2[ \t]*$/gm)].map(
    ([, name = '', , value = '']) => [name, value] as const,
  );
}
