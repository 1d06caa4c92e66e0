const MARK = 'twinrun-process-group';

/** What a login shell may greet with. Bytes; whoever says more before the mark is not asked for its group. */
const LONGEST_GREETING = 256 * 1024;

/**
 * Commands in POSIX sh that say its process group on stdout, so that it can be ended from a second channel. It need not be the shell's own number: sudo, or the login shell, may
 * have started it as a child. By /proc (proc(5)) where there is no ps that tells.
 */
export const SAY_GROUP: readonly string[] = [
  'g=$(ps -o pgid= -p $$ 2>/dev/null | tr -d " ")',
  '[ -n "$g" ] || g=$(sed -n "s/^.*) . [0-9]* \\([0-9]*\\) .*/\\1/p" /proc/$$/stat 2>/dev/null)',
  `printf "${MARK} %s\\n" "\${g:-$$}"`,
  'unset g',
];

/** Takes stdout apart: what the login shell greeted with is dropped, the group is kept, and the rest is the program's. */
export class GroupHead {
  #head: Buffer | undefined = Buffer.alloc(0);
  #group: string | undefined;

  /** The process group, once it was said. */
  get group(): string | undefined {
    return this.#group;
  }

  /** What was said before the group, or in place of it. */
  get greeting(): Buffer {
    return this.#head ?? Buffer.alloc(0);
  }

  /** Gives what is the program's. */
  take(data: Buffer): Buffer {
    if (this.#head === undefined) return data;
    this.#head = Buffer.concat([this.#head, data]);
    const text = this.#head.toString('latin1');
    const [whole, group] = new RegExp(`${MARK} (\\d+)\\n`).exec(text) ?? [];
    if (whole === undefined && this.#head.length < LONGEST_GREETING) return Buffer.alloc(0);
    const rest = whole === undefined ? this.#head : this.#head.subarray(text.indexOf(whole) + whole.length);
    this.#group = group;
    this.#head = undefined;
    return rest;
  }
}
