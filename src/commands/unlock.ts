import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { HeldLock, Store } from '../model/store.ts';
import { lockNotHeld } from '../store/held-locks.ts';
import type { Command, GlobalOptions } from './command.ts';
import { whoWorks } from './person.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { makeOutside, openWorkspace } from './wiring.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly lock?: string | undefined;
  readonly holder?: string | undefined;
  readonly reason?: string | undefined;
}

export const unlockCommand: Command<Options> = {
  examples: [
    ['twinrun unlock', 'who holds what, since when'],
    ['twinrun unlock scenario-client-export --holder k3PqZ1aB --reason "that machine was terminated"', 'end that holding; it enters the ledger'],
  ],
  options: (yargs) =>
    yargs
      .positional('lock', { type: 'string', describe: 'name of the lock' })
      .option('holder', { type: 'string', requiresArg: true, describe: 'which holding of it, as the list or the error says' })
      .option('reason', { type: 'string', requiresArg: true, describe: 'how you know that its holder no longer lives' }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    return await withStore(workspace, makeOutside(options, shell), (store) =>
      options.lock === undefined ? list(store, options, shell) : end(store, options.lock, options, shell),
    );
  },
};

async function list(store: Store, options: GlobalOptions, shell: Shell): Promise<ExitCode> {
  const locks = await store.locks();
  if (options.json) printJson({ schema: 'twinrun.locks/1', locks }, shell);
  else printDocument(table(locks), shell, options.color);
  return EXIT.pass;
}

/** Recorded first: a lock is never ended without a record of who did it and why. */
async function end(store: Store, name: string, { holder, reason, ...options }: Options & GlobalOptions, shell: Shell): Promise<ExitCode> {
  if (holder === undefined || reason === undefined || reason.trim() === '') throw incomplete(name);
  const held = (await store.locks()).find((lock) => lock.name === name);
  if (held?.mark !== holder) throw lockNotHeld(name, holder, held);
  if (held.alive) throw alive(held);
  const by = whoWorks();
  await store.ledger.append({ type: 'unlock', at: shell.clock.now().toISOString(), lock: name, holder: held.holder, by, reason });
  await store.unlock(name, holder, shell);
  if (options.json) printJson({ schema: 'twinrun.unlocked/1', lock: held, by, reason }, shell);
  else {
    const text = `The lock ${name} is free; it was held by ${held.holder}. The ledger says who ended it and why.`;
    printDocument({ title: 'Unlock', blocks: [{ kind: 'text', spans: [{ text }] }] }, shell, options.color);
  }
  return EXIT.pass;
}

function table(locks: readonly HeldLock[]): Document {
  if (locks.length === 0) return { title: 'Locks', blocks: [{ kind: 'text', spans: [{ text: 'None is held.' }] }] };
  const rows = locks.map(({ name, holder, mark, alive: lives }): Text[] => [
    { text: name },
    { text: holder },
    { text: mark },
    { text: lives ? 'lives, on this machine' : 'not known' },
  ]);
  return { title: 'Locks', blocks: [{ kind: 'table', columns: ['lock', 'holder', '--holder', 'process'].map((title) => ({ title })), rows }] };
}

function incomplete(name: string): TwinrunError {
  return new TwinrunError({
    code: 'cli.unlock',
    class: 'misuse',
    message: 'a lock is ended with --holder and --reason only',
    expected: 'which holding is meant, and how you know that its holder no longer lives',
    fix: `twinrun unlock lists them; then: twinrun unlock ${name} --holder <holder> --reason "<why it cannot be alive>"`,
  });
}

function alive({ name, holder }: HeldLock): TwinrunError {
  return new TwinrunError({
    code: 'lock.alive',
    class: 'misuse',
    message: `the holder of ${name} lives on this machine`,
    received: holder,
    fix: 'End that process (it leaves the lock), or wait until it has ended.',
  });
}
