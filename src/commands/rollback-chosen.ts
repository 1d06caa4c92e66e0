import { isOpen, type KnownRollback, reopenRollback } from '../handbook/rollback-folder.ts';
import type { Mode } from '../handbook/rollback-plan.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { GlobalOptions } from './command.ts';
import { whoWorks } from './person.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';

/** The unfinished rollback with this id; `''`: the last one. To take back, one that came to its end will do. Throws `rollback.none-open`. */
export function chosenRollback(known: readonly KnownRollback[], mode: Mode, id: string, undo: boolean): KnownRollback {
  const fits = (one: KnownRollback) => one.plan.mode === mode && (isOpen(one) || (undo && !one.abandoned && one.result?.undone !== true));
  const found = known.find((one) => fits(one) && (id === '' || one.id === id));
  if (found !== undefined) return found;
  throw new TwinrunError({
    code: 'rollback.none-open',
    class: 'misuse',
    message: `there is no ${mode === 'drill' ? 'drill' : 'rollback'} to ${undo ? 'take back' : 'go on with'}${id === '' ? '' : ` with the id ${id}`}`,
    fix: `\`twinrun rollback <scenario> --status\` lists unfinished ones; a drill is gone on with by --drill --resume. On another machine than where it was begun, it cannot be gone on with.`,
  });
}

/** Two half-done rollbacks would act against each other. Throws `rollback.unfinished`. */
export function requireNoOther(open: readonly KnownRollback[], mode: Mode, scenario: string): void {
  const other = open.find(({ plan }) => plan.mode === mode);
  if (other === undefined) return;
  const again = `twinrun rollback ${scenario}${mode === 'drill' ? ' --drill' : ''}`;
  throw new TwinrunError({
    code: 'rollback.unfinished',
    class: 'misuse',
    message: `nothing was done: ${mode === 'drill' ? 'drill' : 'rollback'} ${other.id} of business date ${other.plan.businessDate} is not finished`,
    expected: 'none that may be half done',
    received: other.result === undefined ? 'interrupted: its process died' : `${other.result.status}: ${other.result.next ?? ''}`,
    at: { file: other.folder },
    fix: `${again} --resume goes on with it, --undo takes it back. If it is settled otherwise: ${again} --abandon "<how>".`,
  });
}

/** Ends an unfinished one on a person's word, which its journal keeps. */
export async function abandon(known: readonly KnownRollback[], mode: Mode, why: string, options: GlobalOptions, shell: Shell): Promise<ExitCode> {
  const chosen = chosenRollback(known, mode, '', false);
  const folder = await reopenRollback(chosen, chosen.plan, shell);
  await folder.journal.write({ type: 'rollback.abandoned', by: whoWorks(), why: shell.secrets.redact(why) });
  await folder.close();
  if (options.json) printJson({ schema: 'twinrun.rollback-abandoned/1', id: chosen.id, why }, shell);
  else
    printDocument(
      { title: `Abandoned: ${chosen.id}`, blocks: [{ kind: 'text', spans: [{ text: `Its journal says by whom and why: ${chosen.folder}` }] }] },
      shell,
      options.color,
    );
  return EXIT.pass;
}
