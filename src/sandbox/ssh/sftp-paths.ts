import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';
import { denied, noSuchFile } from './sftp-failure.ts';

/** As the kernel's limit on links in one path. */
const MOST_LINKS = 40;

/**
 * One user's view of the file system: `/` is the root folder, relative paths start at home. All real paths are resolved before they are
 * compared with the root, so that neither `..` nor a link leads out.
 */
export class SftpPaths {
  readonly #root: string;
  readonly #home: string;

  /** `root`: absolute, links resolved. `home`: inside it, starting with `/`. */
  constructor(root: string, home: string) {
    this.#root = root;
    this.#home = posix.resolve('/', home);
  }

  /** The client's path made absolute, without `.` and `..`; it cannot climb above `/`. */
  virtual(path: string): string {
    return posix.resolve(this.#home, path);
  }

  /** Real path of the entry itself: a link at its end is not followed. The parent must exist. Throws permission denied outside of root. */
  entry(path: string): string {
    const virtual = this.virtual(path);
    if (virtual === '/') return this.#root;
    return join(this.#inside(realpathSync(join(this.#root, dirname(virtual)))), posix.basename(virtual));
  }

  /** Real path of what the path leads to, all links followed; it need not exist, but its parent must. Throws permission denied outside of root. */
  target(path: string): string {
    let real = this.entry(path);
    for (let links = 0; links < MOST_LINKS; links += 1) {
      if (lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return real;
      const next = resolve(dirname(real), readlinkSync(real));
      real = next === this.#root ? next : this.#inside(join(realpathSync(dirname(next)), posix.basename(next)));
    }
    throw noSuchFile();
  }

  /** What the client calls a real path. Throws permission denied outside of root. */
  shown(real: string): string {
    return this.#inside(real) === this.#root ? '/' : real.slice(this.#root === sep ? 0 : this.#root.length);
  }

  /** What a new link must hold: absolute targets start at the client's `/`, relative ones stay as they are. Throws permission denied outside of root. */
  linkText(link: string, text: string): string {
    const real = text.startsWith('/') ? join(this.#root, posix.normalize(text)) : text;
    this.#inside(resolve(dirname(this.entry(link)), real));
    return real;
  }

  #inside(real: string): string {
    if (real === this.#root || real.startsWith(this.#root === sep ? sep : this.#root + sep)) return real;
    throw denied();
  }
}
