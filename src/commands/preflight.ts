import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatherShown } from '../cutover/greens.ts';
import { streakOf } from '../gate/streak.ts';
import { exitCodeOf, worstExitCode } from '../model/exit-code.ts';
import type { PreflightReport } from '../model/preflight.ts';
import type { Tagged } from '../model/schema.ts';
import type { Side } from '../model/side.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import { preflight } from '../preflight/preflight.ts';
import { preflightDocument, preflightStatus } from '../preflight/preflight-document.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { expand, makeVariables } from '../scenario/variables.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { Command } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { scriptUses } from './script-uses.ts';
import type { Shell } from './shell.ts';
import { readSurvey } from './survey-file.ts';
import { chosenScenarios, loadScenarios, makeOutside, type OpenWorld, openWorkspace, withWorld } from './wiring.ts';
import { markOverrides, overridesHere, overridesJson } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
}

export const preflightCommand: Command<Options> = {
  examples: [
    ['twinrun preflight client-export', 'a task that only looks, against the host'],
    ['twinrun preflight --all --json', 'for scripts'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', array: true, default: [] as string[], describe: 'scenario ids' })
      .option('all', { type: 'boolean', default: false, describe: 'every scenario of the workspace' }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const loaded = await loadScenarios(workspace, await chosenScenarios(workspace, options.scenario, options.all, shell), shell);
    const outside = makeOutside(options, shell);
    const tell = (text: string) => (options.json ? undefined : shell.err.write(`${text}\n`));
    const reports = await withWorld(workspace, loaded, outside, shell, tell, async (open) => {
      const found: PreflightReport[] = [];
      for (const one of loaded) {
        tell(`looking at the environments of ${one.scenario.id}`);
        const lastPass = open.world.kind === 'real' ? await withStore(workspace, outside, (store) => lastPassOf(one, open.world, store)) : undefined;
        found.push(
          await lookAt({ loaded: one, lastPass }, workspace, open, shell, { ...outside, emit: () => {}, journal: { write: async () => {} } }),
        );
      }
      return found;
    });
    const overrides = await overridesHere(workspace, outside, shell);
    if (options.json) {
      const judged = reports.map((report) => ({ ...report, status: preflightStatus(report) }));
      printJson({ schema: 'twinrun.preflights/1', reports: judged, ...overridesJson(overrides) }, shell);
    } else for (const report of reports) printDocument(markOverrides(preflightDocument(report), overrides), shell, options.color);
    return worstExitCode(reports.map((report) => exitCodeOf(preflightStatus(report))));
  },
};

type X = Parameters<typeof preflight>[0]['x'];

async function lookAt(
  { loaded, lastPass }: { readonly loaded: LoadedScenario; readonly lastPass: LastPass },
  workspace: Workspace,
  { world, registries, connections }: OpenWorld,
  shell: Shell,
  x: X,
): Promise<PreflightReport> {
  const { scenario, folder } = loaded;
  const variables = makeVariables(world, businessDateOf(scenario.businessDate, shell.clock.now()));
  const bySide = <T>(value: (side: Side) => T) => ({ legacy: value('legacy'), candidate: value('candidate') });
  const work = await mkdtemp(join(tmpdir(), 'twinrun-preflight-'));
  try {
    const runners = bySide((side) => expand<Tagged>(scenario.sides[side].runner, variables, { field: `sides.${side}.runner` }));
    return await preflight({
      scenario,
      folder,
      runners,
      // Without fences: this is how it would run in production, and nothing of the batch runs.
      environments: bySide((side) =>
        expand<Record<string, string>>({ ...scenario.sides[side].environment }, variables, { field: `sides.${side}.environment` }),
      ),
      uses: (definition) =>
        scriptUses(
          { loaded, survey: (host) => readSurvey(workspace, host, x, (text) => shell.err.write(`${text}\n`)), runners, work, x },
          definition,
        ),
      asProcess: world.kind === 'sandbox' && runners.candidate.kind === 'fargate' && workspace.sandbox.engine === undefined,
      ...(lastPass === undefined ? {} : { lastPass }),
      ...{ registries, connections, work, x },
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type LastPass = { readonly run: string; readonly at: string } | undefined;

/** One that counts as at the gate, in this very world: a pass of another account says nothing of this one's roles. */
async function lastPassOf(loaded: LoadedScenario, world: World, store: Store): Promise<LastPass> {
  const shown = await gatherShown(loaded, { greens: 1 }, world, store);
  const [newest] = streakOf(shown, shown.cutovers, shown.here).runs;
  return newest === undefined ? undefined : { run: newest.entry.run, at: newest.entry.at };
}
