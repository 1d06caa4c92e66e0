import { formatLocation } from '../../model/location.ts';
import { isScratch } from '../../model/scratch-path.ts';
import type { FileUse, SurveyEntry } from '../../model/survey.ts';
import { firstOf, writtenFiles } from '../rule.ts';
import { BLANK, kebab, remark, scalar } from './words.ts';

/** One output as far as a survey shows it. */
export interface DraftOutput {
  readonly name: string;
  readonly file: FileUse;
  readonly format: string;
}

/** By suffix; the key of a table is never seen. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\.csv(?:\.gz)?$/i, 'csv'],
  [/\.tsv(?:\.gz)?$/i, 'tsv'],
  [/\.(?:jsonl|ndjson)(?:\.gz)?$/i, 'jsonl'],
  [/\.parquet$/i, 'parquet'],
];

/** Files that the batch leaves, here or elsewhere: not scratch, not logs, not half-written ones. */
export function draftOutputs(entry: SurveyEntry): readonly DraftOutput[] {
  const remote = firstOf(entry.uses.files.filter(({ access, remote: where }) => access === 'write' && where !== undefined));
  const written = [...writtenFiles(entry), ...remote].filter(
    ({ path }) => !isScratch(path) && !isTemporary(path) && !/\.log$|\/log\//.test(path) && !path.endsWith('/'),
  );
  const taken = new Map<string, number>();
  return written.map((file) => {
    const base = file.remote === undefined ? kebab(file.path) || 'file' : `delivered-${kebab(file.path) || 'file'}`;
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    const format = FORMATS.find(([pattern]) => pattern.test(file.path))?.[1] ?? 'text';
    return { name: count === 1 ? base : `${base}-${count}`, file, format };
  });
}

/** A name under which a file lies until it is whole. */
function isTemporary(path: string): boolean {
  return /(?:^|\/)\.[^/]*$|\.(?:part|tmp|temp|new)$/.test(path);
}

/** Whether records are compared by key. */
export function isTable({ format }: DraftOutput): boolean {
  return format === 'csv' || format === 'tsv' || format === 'jsonl' || format === 'parquet';
}

/** Lines of `outputs:`. In a rehearsal they lie where the fences lead, which only people can say: the path is that of production, and refused until it was checked. */
export function outputLines(outputs: readonly DraftOutput[], host: string | undefined): readonly string[] {
  return outputs.flatMap((output) => {
    const { name, file, format } = output;
    const settings = isTable(output) ? `{ key: [${BLANK}] }` : '{}';
    const path = file.path.replace(/^~\//, '');
    const legacyHost = file.remote === undefined ? host : undefined;
    return [
      remark(
        `${file.remote === undefined ? '' : `on ${file.remote}: `}${file.path}, written at ${formatLocation(file.at)}. In a rehearsal it lies where the fence leads. {{date}}, where it stands, is a guess.`,
        '  ',
      ),
      `  ${name}:`,
      remark(
        isTable(output)
          ? 'The format is guessed by the suffix. Which columns tell one record from another?'
          : 'The format is guessed by the suffix: csv, tsv, fixed, jsonl, parquet or text',
        '    ',
      ),
      `    format: { ${format}: ${settings} }`,
      `    legacy: { sftp: { host: ${legacyHost === undefined ? BLANK : scalar(legacyHost)}, path: ${scalar(`TODO check: ${datedPath(path)}`)} } }`,
      file.remote === undefined
        ? `    candidate: { s3: { bucket: ${BLANK}, key: ${BLANK} } }`
        : `    candidate: { sftp: { host: ${BLANK}, path: ${BLANK} } }`,
    ];
  });
}

/** One unknown part of the file's name is taken for the business date. */
function datedPath(path: string): string {
  const [before = '', after, ...more] = path.split(/\$\{[^}]*\}|\$\(…\)/);
  return after === undefined || more.length > 0 || after.includes('/') ? path : `${before}{{date}}${after}`;
}
