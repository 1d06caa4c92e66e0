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

/** Files that the batch writes on its own host, once each, the first place. */
export function writtenFiles({ uses }: SurveyEntry): readonly FileUse[] {
  return firstOf(uses.files.filter(({ access, remote }) => WRITING.has(access) && remote === undefined));
}

/** Each path once. */
export function firstOf(files: readonly FileUse[]): readonly FileUse[] {
  return [...new Map([...files].reverse().map((file) => [file.path, file])).values()].reverse();
}

/** Whether one of the batch's commands goes by one of these names. */
export function calls({ uses }: SurveyEntry, ...names: readonly string[]) {
  return uses.commands.filter(({ name, remote }) => remote === undefined && names.includes(name.split('/').at(-1) ?? ''));
}
