import { isAlias, isSeq, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { TwinrunError } from '../model/error.ts';
import type { Location } from '../model/location.ts';
import { allowanceSchema } from '../scenario/allowance-schema.ts';
import type { Path } from '../scenario/path.ts';
import { formatPath } from '../scenario/path.ts';
import { parseYaml } from '../scenario/yaml-source.ts';
import type { Calibration } from './calibration.ts';

const PROPOSED = allowanceSchema.omit({ by: true });

const patchSchema = z.strictObject({
  schema: z.literal('twinrun.calibration-patch/1'),
  scenario: z.string(),
  scenarioHash: z.string(),
  allowances: z.array(PROPOSED).min(1),
});

/** A patch that a person looks at, shortens and accepts. */
export type Patch = z.output<typeof patchSchema>;

/** The patch as YAML. What is a last resort says so. */
export function patchText({ scenario, scenarioHash, proposals }: Calibration): string {
  const allowances = proposals.map(({ lastResort: _, ...proposal }) => proposal);
  const head = `# Look at each: delete what is a defect. Then: twinrun calibrate ${scenario} --accept <this file> --by <who you are>\n`;
  return head + stringify({ schema: 'twinrun.calibration-patch/1', scenario, scenarioHash, allowances }, { lineWidth: 0 });
}

/** Reads a patch. Throws `yaml.*` and `calibrate.patch` (misuse) for what is none, and where it is of another scenario or of one that was changed since. */
export function readPatch(bytes: Uint8Array, file: string, scenario: { readonly id: string; readonly hash: string }): Patch {
  const source = parseYaml(bytes, file);
  const read = patchSchema.safeParse(source.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = (issue?.path ?? []) as Path;
    const at = { file, ...source.locate(path, 'value'), field: formatPath(path) };
    throw noPatch(at, 'a patch as `twinrun calibrate --patch` writes it', issue?.message ?? 'another form');
  }
  if (read.data.scenario !== scenario.id) throw noPatch({ file }, `a patch of ${scenario.id}`, `one of ${read.data.scenario}`);
  if (read.data.scenarioHash !== scenario.hash)
    throw noPatch(
      { file },
      `a patch of the scenario as it is (${scenario.hash.slice(0, 12)})`,
      `of another state of it (${read.data.scenarioHash.slice(0, 12)})`,
    );
  return read.data;
}

/** The text of scenario.yaml with these allowances, each with who accepted it; one with the same id is replaced. Comments stay. Throws `calibrate.alias` (misuse). */
export function withAllowances(text: string, { allowances }: Patch, by: string, file: string): string {
  const document = parseDocument(text);
  const known = document.get('allowances', true);
  if (isAlias(known)) throw aliased(file);
  if (!isSeq(known)) document.set('allowances', document.createNode([]));
  const list = document.get('allowances');
  if (!isSeq(list)) return text;
  list.flow = false;
  for (const { until, ...rest } of allowances) {
    const node = document.createNode({ ...rest, by, until });
    const at = list.items.findIndex((item) => (item as { get?(key: string): unknown }).get?.('id') === rest.id);
    if (at === -1) list.add(node);
    else list.set(at, node);
  }
  return document.toString({ lineWidth: 0 });
}

function aliased(file: string): TwinrunError {
  return new TwinrunError({
    code: 'calibrate.alias',
    class: 'misuse',
    message: 'the allowances are an alias of a list that stands elsewhere: what is written there would be said there, too',
    expected: 'a list of their own',
    received: 'an alias',
    at: { file, field: 'allowances' },
    fix: 'Write the list out under `allowances:`, then accept the patch again.',
  });
}

function noPatch(at: Location, expected: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'calibrate.patch',
    class: 'misuse',
    message: 'this patch cannot be accepted',
    expected,
    received,
    at,
    fix: 'Calibrate again with --patch, and accept what it writes before the scenario is changed.',
  });
}
