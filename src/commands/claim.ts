import { hostname } from 'node:os';
import type { Claim } from '../model/claim.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { Scenario } from '../model/scenario.ts';
import { lastFire } from '../schedule/cron-fires.ts';
import { claimWrapper } from './claim-wrapper.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { loadScenarios, makeOutside, openWorkspace } from './wiring.ts';
import { withStore } from './with-store.ts';

const ACTS = ['take', 'show', 'wrapper'] as const;

interface Options {
  readonly act: (typeof ACTS)[number];
  readonly scenario: string;
  readonly fire?: string | undefined;
  readonly by?: string | undefined;
  readonly after?: number | undefined;
  readonly reason?: string | undefined;
  readonly confirm?: string | undefined;
  readonly again: boolean;
}

export const claimCommand: Command<Options> = {
  examples: [
    ['twinrun claim take client-export && deliver', 'exit 0: yours; 1: another has it; 4: not known, so do not deliver'],
    ['twinrun claim show client-export', 'who took which fire'],
    ['twinrun claim wrapper client-export > claim.sh', 'the same for a host without Node: sh claim.sh deliver'],
    [
      'twinrun claim take client-export --fire 2026-03-31T16:30:00Z --after 0 --reason "rollback" --confirm 2026-03-31T16:30:00Z',
      'the next epoch, by a person',
    ],
  ],
  options: (yargs) =>
    yargs
      .positional('act', { choices: ACTS, demandOption: true, describe: 'what to do' })
      .positional('scenario', { type: 'string', demandOption: true, describe: 'scenario id' })
      .option('fire', { type: 'string', requiresArg: true, describe: 'the scheduled fire, ISO 8601 (default: the last one of the schedule)' })
      .option('by', { type: 'string', requiresArg: true, describe: 'who takes it (default: host and process)' })
      .option('after', { type: 'number', requiresArg: true, describe: 'take the epoch after this one, for a rollback or a rerun' })
      .option('reason', { type: 'string', requiresArg: true, describe: 'why a next epoch (with --after)' })
      .option('again', {
        type: 'boolean',
        default: false,
        describe: 'a claim that the same --by took before is yours: for who goes on after a crash',
      })
      .option('confirm', { type: 'string', requiresArg: true, describe: 'the fire, written out once more (with --after)' }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    if (options.act === 'wrapper') {
      shell.out.write(claimWrapper(loaded.scenario, workspace, shell.clock.now().getTime()));
      return EXIT.pass;
    }
    const outside = makeOutside(options, shell);
    return withStore(workspace, outside, async ({ claims }) =>
      options.act === 'show'
        ? show(await claims.list(options.scenario, options.fire), options, shell)
        : await take(options, loaded.scenario, claims, shell),
    );
  },
};

async function take(
  options: Options & GlobalOptions,
  scenario: Scenario,
  claims: Parameters<Parameters<typeof withStore>[2]>[0]['claims'],
  shell: Shell,
) {
  const fire = fireOf(options, scenario, shell);
  if (options.after !== undefined) requireConfirmation(options, fire);
  const by = options.by ?? `process ${process.pid} on ${hostname()}`;
  const answer = await claims.take({
    ...{ scenario: scenario.id, fire, by },
    ...(options.after === undefined ? {} : { after: options.after }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  const { claim } = answer;
  const taken = answer.taken || (options.again && options.by !== undefined && claim.by === options.by);
  if (options.json) printJson({ schema: 'twinrun.claim-answer/1', taken, claim }, shell);
  else shell.out.write(`${taken ? `yours: deliver ${fire}` : `not yours: ${who(claim)} has ${fire}. Do not deliver`}\n`);
  return taken ? EXIT.pass : EXIT.fail;
}

function show(claims: readonly Claim[], options: Options & GlobalOptions, shell: Shell) {
  if (options.json) printJson({ schema: 'twinrun.claims/1', claims }, shell);
  else {
    const rows = claims.map(({ fire, epoch, by, at, reason = '' }) => [fire, String(epoch), by, at, reason].map((text) => ({ text })));
    const columns = ['fire', 'epoch', 'by', 'at', 'reason'].map((title) => ({ title }));
    printDocument(
      {
        title: `Claims of ${options.scenario}`,
        blocks: claims.length === 0 ? [{ kind: 'text', spans: [{ text: 'none was taken yet' }] }] : [{ kind: 'table', columns, rows }],
      },
      shell,
      options.color,
    );
  }
  return EXIT.pass;
}

function who({ by, at, epoch }: Claim): string {
  return `${by} took it at ${at}${epoch === 0 ? '' : ` (epoch ${epoch})`} and`;
}

/** To the second, as claims are written. */
function fireOf({ fire }: Options, { schedule }: Scenario, shell: Shell): string {
  const at = fire === undefined ? lastFire(schedule.cron, schedule.zone, shell.clock.now().getTime()) : Date.parse(fire);
  if (at === undefined) throw misuse('the schedule has not fired yet', 'Give the fire with --fire.');
  if (Number.isNaN(at)) throw misuse('--fire is no time', 'Write it as 2026-03-31T16:30:00Z.', fire);
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Nobody takes a second right to deliver by a slip. */
function requireConfirmation({ confirm, reason, after }: Options, fire: string): void {
  if (!Number.isInteger(after) || (after ?? -1) < 0)
    throw misuse('--after is the newest epoch: 0, 1, …', '`twinrun claim show` says which.', String(after));
  if (reason === undefined) throw misuse('a next epoch needs a reason', 'Add --reason.');
  if (confirm !== fire) throw misuse(`a next epoch delivers ${fire} once more`, `Look at what was delivered; then add --confirm ${fire}`, confirm);
}

function misuse(message: string, fix: string, received?: string): TwinrunError {
  return new TwinrunError({ code: 'cli.claim', class: 'misuse', message, ...(received === undefined ? {} : { received }), fix });
}
