import { readStoredRun } from '../experiment/evidence.ts';
import { leftUnderWay } from '../experiment/left-under-way.ts';
import { planRehearsal } from '../experiment/plan.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import { rehearse } from '../experiment/rehearse.ts';
import { reportOf } from '../experiment/report/report.ts';
import { asTwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode, exitCodeOf, worstExitCode } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import { documentToTerminal } from '../reporters/document-to-terminal.ts';
import { foldEvent } from '../reporters/fold-events.ts';
import { type LiveReporter, makeLiveReporter } from '../reporters/live-terminal.ts';
import type { RunState } from '../reporters/run-state.ts';
import { runStateToJson } from '../reporters/run-state-to-json.ts';
import { makeTicker } from '../reporters/ticker.ts';
import { mapBounded } from '../runtime/map-bounded.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { businessDateOf } from '../scenario/business-date.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { SharedPlace } from '../scenario/shared-places.ts';
import { makeVariables } from '../scenario/variables.ts';
import { checkBusinessDate } from './business-date.ts';
import type { Command, GlobalOptions } from './command.ts';
import { checkResume, interruptedRun } from './interrupted-run.ts';
import { planDocument } from './plan-document.ts';
import { printError, printJson } from './print.ts';
import { printDocument, styleOf } from './print-document.ts';
import { sharedWith } from './shared-with.ts';
import type { Shell } from './shell.ts';
import { parseTags } from './tags.ts';
import { chosenScenarios, loadScenarios, makeOutside, type OpenWorld, openWorkspace, withWorld } from './wiring.ts';
import { livingOverrides, markOverrides, overrideLines, overridesJson } from './with-overrides.ts';
import { withStore } from './with-store.ts';
import { unneededIn, unneededJson, withUnneeded } from './with-unneeded.ts';
import { writeReports } from './write-reports.ts';

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly businessDate?: string | undefined;
  readonly tag: readonly string[];
  readonly resume?: string | undefined;
}

/** What all rehearsals of one call share. */
interface Call extends OpenWorld {
  readonly options: Options & GlobalOptions;
  readonly shell: Shell;
  readonly outside: Outside;
  readonly store: Store;
  readonly hostWaitMs: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent with --json. */
  readonly live: LiveReporter | undefined;
  readonly alone: boolean;
  /** What they and others of the workspace write in common; empty with --json. */
  readonly shared: readonly SharedPlace[];
}

interface Ended {
  readonly code: ExitCode;
  readonly json: unknown;
  /** Prints the report, once the live list is closed. */
  readonly show: () => void;
}

export const rehearseCommand: Command<Options> = {
  examples: [
    ['twinrun rehearse client-export', 'one scenario'],
    ['twinrun rehearse --all --json', 'every scenario of the workspace, one JSON document'],
    ['twinrun rehearse client-export --business-date 2026-10-31', 'the export of another day'],
    ['twinrun rehearse client-export --resume', 'go on after a crash'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', array: true, default: [] as string[], describe: 'scenario ids' })
      .option('all', { type: 'boolean', default: false, describe: 'every scenario of the workspace' })
      .option('business-date', { type: 'string', describe: 'the day that the runs are about, YYYY-MM-DD (default: by the scenario)' })
      .option('resume', {
        type: 'string',
        describe: 'go on with the last run that was interrupted, or the one with this id; nothing is started a second time',
      })
      .option('tag', { type: 'string', array: true, default: [] as string[], describe: 'name=value, kept in run.json; repeatable' }),
  async run(options, shell) {
    const tags = parseTags(options.tag);
    checkBusinessDate(options.businessDate);
    if (options.resume !== undefined) checkResume(options);
    const workspace = await openWorkspace(options, shell);
    const loaded = await loadScenarios(workspace, await chosenScenarios(workspace, options.scenario, options.all, shell), shell);
    const outside = makeOutside(options, shell);
    const live = options.json ? undefined : makeLiveReporter(shell.err, styleOf(shell.err, shell, options.color), makeTicker(shell.clock));
    const tell = (text: string) => live?.note(text);
    shell.signal.addEventListener('abort', () => tell('stopping both sides and keeping the evidence; wait for it (twice more to leave at once)'), {
      once: true,
    });
    const shared = options.json ? [] : await sharedWith(loaded, workspace, shell);
    const rehearseAll = (store: Store) =>
      withWorld(workspace, loaded, outside, shell, tell, (open) => {
        const call: Call = {
          ...open,
          options,
          shell,
          outside,
          store,
          shared,
          hostWaitMs: workspace.hostWait,
          tags,
          live,
          alone: loaded.length === 1,
        };
        return mapBounded(loaded, workspace.concurrency, (one) => rehearseOne(one, call));
      });
    const ended = await withStore(workspace, outside, rehearseAll).finally(() => live?.close());
    for (const one of ended) one.show();
    if (options.json)
      printJson(ended.length === 1 ? ended[0]?.json : { schema: 'twinrun.rehearsals/1', rehearsals: ended.map((one) => one.json) }, shell);
    return worstExitCode(ended.map((one) => one.code));
  },
};

/** One scenario. With several, an error of one must not hide the verdicts of the others. */
async function rehearseOne(loaded: LoadedScenario, call: Call): Promise<Ended> {
  const { options, shell, outside } = call;
  let state: RunState | undefined;
  try {
    const resume = options.resume === undefined ? undefined : await interruptedRun(call.store, loaded.scenario.id, options.resume);
    const businessDate = resume?.plan.businessDate ?? options.businessDate ?? businessDateOf(loaded.scenario.businessDate, shell.clock.now());
    const left = resume === undefined ? await leftUnderWay(call.store, loaded.scenario.id) : undefined;
    if (left !== undefined) call.live?.note(left);
    if (!options.json) showPlan(loaded, businessDate, call);
    const result = await rehearse(
      {
        loaded,
        world: call.world,
        variables: makeVariables(call.world, businessDate),
        businessDate,
        registries: call.registries,
        store: call.store,
        versions: shell.versions,
        tags: resume?.plan.tags ?? call.tags,
        ...(resume === undefined ? {} : { resume }),
        hostWaitMs: call.hostWaitMs,
        onNote: (text) => call.live?.note(`${loaded.scenario.id}: ${text}`),
        onWait: (text) => call.live?.note(`${loaded.scenario.id}: ${text}`),
        listeners: [
          (event) => {
            state = foldEvent(state, event);
            call.live?.onEvent(event);
          },
        ],
      },
      outside,
    );
    const stored = await readStoredRun(result.run.folder);
    const overrides = redactTexts(await livingOverrides(call.store, shell), shell.secrets);
    const unneeded = await unneededIn(call.store, stored);
    const document = redactTexts(markOverrides(withUnneeded(reportOf(stored, result.verdict), unneeded), overrides), shell.secrets);
    await writeReports(call.store, result.run, stored, result.verdict, document, overrideLines(overrides));
    return {
      code: result.outcome === 'cancelled' ? EXIT.cancelled : exitCodeOf(result.verdict.status),
      json: state === undefined ? undefined : { ...runStateToJson(state), ...overridesJson(overrides), ...unneededJson(unneeded) },
      show: () => (options.json ? undefined : printDocument(document, shell, options.color)),
    };
  } catch (thrown) {
    if (call.alone) throw thrown;
    const error = asTwinrunError(thrown);
    return {
      code: error.exitCode,
      json: { schema: 'twinrun.error/1', scenario: loaded.scenario.id, errors: [error] },
      show: () => (options.json ? undefined : printError(error, shell, false)),
    };
  }
}

function showPlan({ scenario }: LoadedScenario, businessDate: string, { registries, shell, live, shared }: Call): void {
  const plan = planDocument({ scenario: scenario.id, businessDate, steps: planRehearsal(scenario, registries, businessDate) }, shared);
  const text = documentToTerminal(plan, styleOf(shell.err, shell, false));
  for (const line of text.trimEnd().split('\n')) live?.note(line);
}
