import { access, constants, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Calibration, type CalibrationRun, calibrate } from '../calibrate/calibration.ts';
import { calibrationDocument } from '../calibrate/calibration-document.ts';
import { patchText, readPatch, withAllowances } from '../calibrate/patch.ts';
import { readStoredRun } from '../experiment/evidence.ts';
import { makeRunId } from '../experiment/record.ts';
import { rehearse } from '../experiment/rehearse.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import { CALIBRATION_TAG } from '../model/run.ts';
import { SIDES } from '../model/side.ts';
import type { Store } from '../model/store.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { sha256 } from '../runtime/hash.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import { type LoadedScenario, parseScenario } from '../scenario/load-scenario.ts';
import { readInput } from '../scenario/read-input.ts';
import { makeVariables } from '../scenario/variables.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { checkBusinessDate } from './business-date.ts';
import { type CalibrateOptions, calibrateOptions, checkCalibrateOptions } from './calibrate-options.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { unwritable } from './unwritable.ts';
import { loadScenarios, makeOutside, openWorkspace, unconnectedRegistries, withWorld } from './wiring.ts';
import { printReport } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Call {
  readonly options: CalibrateOptions & GlobalOptions;
  readonly shell: Shell;
  readonly workspace: Workspace;
  readonly loaded: LoadedScenario;
}

export const calibrateCommand: Command<CalibrateOptions> = {
  examples: [
    ['twinrun calibrate client-export --takes 3 --patch noise.yaml', 'measure, and write what is proposed'],
    ['twinrun calibrate client-export --accept noise.yaml --by "Ana, data team"', 'accept what is left in the patch'],
  ],
  options: calibrateOptions,
  async run(options, shell) {
    checkCalibrateOptions(options);
    checkBusinessDate(options['business-date']);
    const workspace = await openWorkspace(options, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    const call: Call = { options, shell, workspace, loaded };
    return options.accept === undefined ? await measure(call) : await accept(call, options.accept);
  },
};

async function measure(call: Call): Promise<ExitCode> {
  const { options, shell, workspace, loaded } = call;
  const observed = SIDES.find((side) => loaded.scenario.sides[side].runner.kind === 'observe');
  if (observed !== undefined) throw notStarted(observed);
  if (options.patch !== undefined) await requireNew(resolve(shell.folder, options.patch));
  return await withStore(workspace, makeOutside(options, shell), async (store) => {
    const id = makeRunId(shell.clock.now(), shell.ids.unique());
    const runs = await takeRuns(call, store, id);
    const judging = { checks: await shell.checks(), signal: shell.signal };
    const found = await calibrate(runs, { id, at: shell.clock.now(), days: options.days }, judging);
    await enter(found, runs, store);
    if (options.patch !== undefined && found.proposals.length > 0)
      await writeFile(resolve(shell.folder, options.patch), patchText(found), { flag: 'wx' });
    await printReport({ document: calibrationDocument(found), json: found }, store, options, shell);
    return exitCodeOf(found.status);
  });
}

/** Throws `calibrate.cancelled`. */
async function takeRuns({ options, shell, workspace, loaded }: Call, store: Store, id: string): Promise<readonly CalibrationRun[]> {
  const outside = makeOutside(options, shell);
  const tell = (text: string) => (options.json ? undefined : shell.err.write(`${text}\n`));
  shell.signal.addEventListener('abort', () => tell('stopping both sides and keeping the evidence; wait for it (twice more to leave at once)'), {
    once: true,
  });
  const businessDate = options['business-date'] ?? businessDateOf(loaded.scenario.businessDate, shell.clock.now());
  return await withWorld(workspace, [loaded], outside, shell, tell, async ({ world, registries }) => {
    const runs: CalibrationRun[] = [];
    for (let take = 1; take <= options.takes; take += 1) {
      tell(`take ${take} of ${options.takes}: both sides of ${loaded.scenario.id} about ${businessDate}`);
      const { run, verdict, outcome } = await rehearse(
        {
          ...{ loaded, world, registries, store, businessDate, versions: shell.versions, tags: { [CALIBRATION_TAG]: id }, listeners: [] },
          variables: makeVariables(world, businessDate),
          hostWaitMs: workspace.hostWait,
          onNote: tell,
          onWait: tell,
        },
        outside,
      );
      if (outcome === 'cancelled') throw cancelled(take, options.takes);
      runs.push({ stored: await readStoredRun(run.folder), verdict, seal: run.sealHash });
    }
    return runs;
  });
}

/** The record lies beside the last run; its hash enters the ledger. */
async function enter(found: Calibration, runs: readonly CalibrationRun[], store: Store): Promise<void> {
  const last = runs.at(-1)?.stored.record;
  if (last === undefined) return;
  const record = `${JSON.stringify(found, undefined, 2)}\n`;
  await store.writeDerived(await store.fetch(last.scenario, last.id), `calibration.${found.id}.json`, record);
  await store.ledger.append({
    type: 'calibration',
    at: found.at,
    scenario: found.scenario,
    id: found.id,
    world: last.world.kind,
    status: found.status,
    record: sha256(record),
  });
}

/** Nothing is written that would not load. */
async function accept({ options, shell, workspace, loaded }: Call, patch: string): Promise<ExitCode> {
  const path = resolve(shell.folder, patch);
  const bytes = await readInput(path, {
    code: 'calibrate.no-patch',
    message: 'there is no such patch',
    fix: `Write it first: twinrun calibrate ${loaded.scenario.id} --patch <file>. Where nothing differs by itself, none is written.`,
  });
  const read = readPatch(bytes, path, { id: loaded.scenario.id, hash: loaded.hash });
  const changed = withAllowances(await readFile(loaded.file, 'utf8'), read, options.by ?? '', loaded.file);
  await parseScenario(Buffer.from(changed), {
    file: loaded.file,
    folder: basename(resolve(loaded.folder)),
    registries: await unconnectedRegistries(shell),
    workspace,
  });
  await writeFileAtomic(loaded.file, changed, (await stat(loaded.file)).mode & 0o777);
  const accepted = read.allowances.map(({ id }) => id);
  if (options.json) printJson({ schema: 'twinrun.accepted/1', scenario: loaded.scenario.id, file: loaded.file, by: options.by, accepted }, shell);
  else
    printDocument(
      {
        title: `Accepted for ${loaded.scenario.id} by ${options.by}`,
        blocks: [
          { kind: 'list', items: accepted.map((one) => ({ text: one })) },
          { kind: 'text', spans: [{ text: `${loaded.file} was changed: look at it, and rehearse.` }] },
        ],
      },
      shell,
      options.color,
    );
  return EXIT.pass;
}

/** Before anything is started: afterwards it would be a pity. */
async function requireNew(file: string): Promise<void> {
  await access(dirname(file), constants.W_OK).catch((cause: unknown) => {
    throw unwritable('calibrate.patch-place', 'the patch', file, cause);
  });
  const there = await stat(file).catch(() => undefined);
  if (there === undefined) return;
  throw new TwinrunError({
    code: 'calibrate.patch-there',
    class: 'misuse',
    message: 'the file of the patch is there already',
    expected: 'a new file',
    received: file,
    fix: 'Name another one, or remove it.',
  });
}

function cancelled(take: number, takes: number): TwinrunError {
  return new TwinrunError({
    code: 'calibrate.cancelled',
    class: 'cancelled',
    message: `cancelled in take ${take} of ${takes}: its runs stay in the store, nothing was measured or proposed`,
    fix: 'Calibrate again when ready.',
  });
}

function notStarted(side: string): TwinrunError {
  return new TwinrunError({
    code: 'calibrate.observed',
    class: 'misuse',
    message: `the ${side} side is only observed: one natural run cannot be taken twice`,
    expected: 'runners that start both sides',
    received: 'observe',
    fix: 'Noise of such a batch cannot be measured here: compare its natural runs of several days by eye.',
  });
}
