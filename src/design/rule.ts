import type { Consequence } from '../model/consequence.ts';
import type { FileUse, Survey, SurveyEntry } from '../model/survey.ts';

/** One batch, and the host that it shares with others. */
export interface Batch {
  readonly entry: SurveyEntry;
  readonly survey: Survey;
}

/** One thing that the platform changes. Pure. `say` gives nothing where the batch does not meet it. */
export interface DesignRule {
  readonly id: string;
  readonly say: (batch: Batch) => readonly Omit<Consequence, 'rule'>[];
}

const WRITING: ReadonlySet<FileUse['access']> = new Set(['write', 'append']);

/** Files that the batch leaves on its own host, once each, the first place: no folders that it makes, and nothing that it moves away again. */
export function writtenFiles({ uses }: SurveyEntry): readonly FileUse[] {
  const own = uses.files.filter(({ remote }) => remote === undefined);
  const moved = new Set(own.filter(({ access, by }) => access === 'delete' && by === 'mv').map(({ path }) => path));
  return firstOf(own.filter(({ access, by, path }) => WRITING.has(access) && by !== 'mkdir' && !moved.has(path)));
}

/** Each path once. */
export function firstOf(files: readonly FileUse[]): readonly FileUse[] {
  return [...new Map([...files].reverse().map((file) => [file.path, file])).values()].reverse();
}

/** Whether one of the batch's commands goes by one of these names. */
export function calls({ uses }: SurveyEntry, ...names: readonly string[]) {
  return uses.commands.filter(({ name, remote }) => remote === undefined && names.includes(name.split('/').at(-1) ?? ''));
}
