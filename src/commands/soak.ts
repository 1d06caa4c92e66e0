import { truthNow } from '../cutover/truth-now.ts';
import { reportOf } from '../experiment/report/report.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { type LiveReporter, makeLiveReporter } from '../reporters/live-terminal.ts';
import { makeTicker } from '../reporters/ticker.ts';
import { parseDuration } from '../runtime/duration.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { soak } from '../soak/soak.ts';
import type { Soak } from '../soak/soak-call.ts';
import { soakDocument, soakRecordDocument, standingDocument } from '../soak/soak-document.ts';
import { soakRuleOf } from '../soak/soak-rule.ts';
import { standingOf } from '../soak/standing.ts';
import { startersAfterCutover } from '../soak/starters.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { Command, GlobalOptions } from './command.ts';
import { styleOf } from './print-document.ts';
import type { Shell } from './shell.ts';
import { loadScenarios, makeOutside, type OpenWorld, openWorkspace, withWorld } from './wiring.ts';
import { printReport, withOverrides } from './with-overrides.ts';
import { withStore } from './with-store.ts';
import { writeReports } from './write-reports.ts';

interface Options {
  readonly scenario: string;
  readonly status: boolean;
  readonly since?: string | undefined;
  readonly wait: string;
}

export const soakCommand: Command<Options> = {
  examples: [
    ['twinrun soak client-export', 'from any scheduler, once after the deadline of each run'],
    ['twinrun soak client-export --wait 30m', 'wait for a run that is under way, at most so long'],
    ['twinrun soak client-export --since 2026-11-20', 'judge those that nobody judged, where evidence is still there'],
    ['twinrun soak client-export --status --json', 'how many are green in a row, and whether it is done'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'scenario id' })
      .option('status', { type: 'boolean', default: false, describe: 'say how far it is, and judge nothing' })
      .option('since', { type: 'string', requiresArg: true, describe: 'YYYY-MM-DD or an instant: judge also those from then on that nobody judged' })
      .option('wait', {
        type: 'string',
        requiresArg: true,
        default: '20s',
        describe: 'how long to wait for a run whose deadline is not over: 30s, 30m',
      }),
  async run(options, shell) {
    const since = instant(options.since);
    const waitMs = parseDuration(options.wait);
    if (waitMs === undefined || waitMs <= 0) throw misuse('--wait takes a duration', '250ms, 30s, 30m, 2h', options.wait);
    const workspace = await openWorkspace(options, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    const rule = soakRuleOf(loaded.scenario);
    const outside = makeOutside(options, shell);
    const live = options.json ? undefined : makeLiveReporter(shell.err, styleOf(shell.err, shell, options.color), makeTicker(shell.clock));
    const tell = (text: string) => live?.note(text);
    return await withStore(workspace, outside, (store) =>
      withWorld(workspace, [loaded], outside, shell, tell, async (open) => {
        const readStarters = () => truthNow({ scenario: loaded.scenario, ...open, root: workspace.store.folder }, outside);
        const call: Call = { options, shell, loaded, workspace, open, store, live };
        const all: Soak = {
          ...{ loaded, rule, store, readStarters, waitMs, versions: shell.versions, hostWaitMs: workspace.hostWait, tell },
          ...{ world: open.world, registries: open.registries, listeners: live === undefined ? [] : [live.onEvent] },
          ...(since === undefined ? {} : { since }),
          onJudged: (judged) => report(judged, call),
        };
        return options.status ? await showStanding(all, call) : await judgeDue(all, call);
      }),
    ).finally(() => live?.close());
  },
};

interface Call {
  readonly options: Options & GlobalOptions;
  readonly shell: Shell;
  readonly loaded: LoadedScenario;
  readonly workspace: Workspace;
  readonly open: OpenWorld;
  readonly store: Store;
  readonly live: LiveReporter | undefined;
}

async function judgeDue(all: Soak, { options, shell, store, live }: Call): Promise<ExitCode> {
  const answer = await soak(all, makeOutside(options, shell));
  live?.close();
  await printReport({ document: soakDocument(answer, all.loaded.scenario), json: answer }, store, options, shell);
  return answer.status === 'cancelled' ? EXIT.cancelled : exitCodeOf(answer.status);
}

/** Exit 0: done, and nothing speaks against it. 1: the last one, or what starts the sides, is red. 2: under way. */
async function showStanding({ loaded: { scenario }, rule, store, world, readStarters }: Soak, { options, shell }: Call): Promise<ExitCode> {
  const standing = standingOf({ scenario, rule, world: world.kind, now: shell.clock.now().getTime(), records: await readLedger(store) });
  const starters = startersAfterCutover(await readStarters());
  const red = standing.reds > 0 || starters.status === 'fail';
  const status = red ? 'fail' : standing.done && starters.status === 'pass' ? 'pass' : 'inconclusive';
  const json = { schema: 'twinrun.soak-status/1', scenario: scenario.id, mode: rule.mode, status, standing, starters };
  await printReport({ document: standingDocument(scenario.id, standing, starters, status), json }, store, options, shell);
  return exitCodeOf(status);
}

/** A run that was compared gets the reports of a rehearsal; each has one of the soak's own beside its record. */
async function report({ sealed, judgement }: Parameters<NonNullable<Soak['onJudged']>>[0], { store, shell }: Call): Promise<void> {
  const { record, compared } = judgement;
  if (compared === undefined)
    return await store.writeDerived(sealed, 'report.md', documentToMarkdown(redactTexts(soakRecordDocument(record), shell.secrets)));
  const document = redactTexts(await withOverrides(reportOf(compared.stored, compared.verdict), store, shell), shell.secrets);
  await writeReports(store, sealed, compared.stored, compared.verdict, document);
}

/** Midnight UTC of a day, or an instant; ms since 1970. */
function instant(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw misuse('--since takes a day or an instant', 'YYYY-MM-DD, or YYYY-MM-DDThh:mm:ssZ', text);
  return at;
}

function misuse(message: string, expected: string, received: string): TwinrunError {
  return new TwinrunError({ code: 'cli.soak', class: 'misuse', message, expected, received, fix: '`twinrun soak --help` shows examples.' });
}
