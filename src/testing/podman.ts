import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { EngineSetting } from '../model/engine-setting.ts';

/** Calls podman as root on a machine without systemd, and gives what it printed. */
export interface Podman {
  readonly setting: EngineSetting;
  readonly call: (...words: readonly string[]) => string;
  /**
   * Builds an image FROM scratch with every applet of busybox, among them a shell; `furnish` puts more into its root, `more` are lines of the
   * Dockerfile. Gives its name.
   */
  readonly image: (more?: string, furnish?: (root: string) => void) => string;
  /** Removes the images that were built. */
  readonly clean: () => void;
}

export function makePodman(paths: Readonly<Record<string, string>>): Podman {
  const setting: EngineSetting = {
    program: 'podman',
    arguments: ['--runtime', paths.runc ?? '', '--cgroup-manager=cgroupfs'],
    runArguments: ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'],
  };
  const built: string[] = [];
  const run = (...words: readonly string[]) => spawnSync(paths.podman ?? '', [...setting.arguments, ...words], { encoding: 'utf8' });
  return {
    setting,
    call: (...words) => run(...words).stdout.trim(),
    image: (more = '', furnish = () => {}) => {
      const context = mkdtempSync(join(tmpdir(), 'twinrun-image-'));
      const bin = join(context, 'root/bin');
      mkdirSync(bin, { recursive: true });
      furnish(join(context, 'root'));
      copyFileSync(paths.busybox ?? '', join(bin, 'busybox'));
      const applets = spawnSync(paths.busybox ?? '', ['--list'], { encoding: 'utf8' }).stdout.split('\n');
      for (const applet of applets) if (applet !== '' && !existsSync(join(bin, applet))) symlinkSync('busybox', join(bin, applet));
      writeFileSync(join(context, 'Dockerfile'), `FROM scratch\nCOPY root /\n${more}`);
      const name = `localhost/twinrun-test/${basename(context).toLowerCase()}:1`;
      const { status, stderr } = run('build', '--tag', name, context);
      rmSync(context, { recursive: true });
      if (status !== 0) throw new Error(stderr);
      built.push(name);
      return name;
    },
    clean: () => {
      if (built.length > 0) run('rmi', '--force', ...built);
    },
  };
}
