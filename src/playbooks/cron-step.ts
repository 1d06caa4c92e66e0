import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { stateOf, switchedLine, switchOff, switchOn } from '../connections/crontab/crontab-text.ts';
import { mayWriteCrontab } from '../connections/crontab/host-crontab.ts';
import { isWrapped, unwrapLine, wrapLine } from '../connections/crontab/wrap-line.ts';
import { shellQuote } from '../connections/ssh/ssh-command.ts';
import type { Context } from '../model/context.ts';
import { message } from '../model/message.ts';
import type { StepEnd, StepKind, StepRequest } from '../model/step-kind.ts';
import { sha256 } from '../runtime/hash.ts';
import { runningNow, waitUntilIdle } from './cron-idle.ts';
import { type LineChange, swapLine } from './cron-swap.ts';

const config = z
  .strictObject({
    host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
    user: z.string().min(1).exactOptional().describe("Whose crontab, by `crontab -u`; default: the login's own"),
    file: z.string().startsWith('/').exactOptional().describe('A table that is a file, such as /etc/cron.d/batch, in place of a user’s'),
    contains: z.string().min(1).describe('A part of the line, by which it alone is found'),
    state: z
      .enum(['on', 'off', 'claimed', 'unclaimed'])
      .describe(
        'off: commented out with a mark, the original kept; refused while what it starts runs. on: put back as it was. claimed: `script` stands before the command. unclaimed: it is taken away',
      ),
    script: z
      .string()
      .regex(/^[A-Za-z0-9_./-]+$/, 'a path of letters, digits and `_ . / -`: cron and a shell read it')
      .exactOptional()
      .describe('With `claimed` and `unclaimed`: path on the host of what `twinrun claim wrapper` prints'),
  })
  .refine(({ state, script }) => (script !== undefined) === (state === 'claimed' || state === 'unclaimed'), {
    message: '`script` with `claimed` and `unclaimed`, and with nothing else',
    path: ['script'],
  });

type CronConfig = z.infer<typeof config>;

/**
 * Changes one line of a crontab: switches it off or on, or puts the claim before its command. Compare and swap on the host, read back. Doing it twice leaves the same. Off is refused while
 * what the line starts runs, and ends only once a run that began at the last moment has ended.
 */
export function cronStep(connections: Connections): StepKind<CronConfig> {
  return {
    kind: 'cron',
    config,
    repeat: () => 'safe',
    plan: ({ host, contains, state }) => [
      message('cron.plan', 'leave the line of {contains} {state} in the crontab on {host}', { contains, state, host }),
    ],
    permitted: async (settings) => mayWriteCrontab(await connections.ssh(settings.host), changeOf(settings, '').place),
    byHand: (settings) => {
      const { host, user, file, contains, state } = settings;
      const edit = file === undefined ? `crontab -e${user === undefined ? '' : ` -u ${shellQuote(user)}`}` : `sudoedit ${shellQuote(file)}`;
      return [
        ...(state === 'off'
          ? [`ssh ${shellQuote(host)} ${shellQuote(`ps -ef | grep -F -- ${shellQuote(contains)}`)}   # nothing of it may run`]
          : []),
        `ssh -t ${shellQuote(host)} ${shellQuote(edit)}   # ${wordsByHand(settings)} the line of ${contains}`,
      ];
    },
    run: (settings, request, x) => {
      switch (settings.state) {
        case 'off':
          return turnOff(connections, settings, request, x);
        case 'on':
          return swapLine(connections, changeOf(settings, 'off'), x, async ({ text }) =>
            stateOf(text, settings.contains) === 'on' ? {} : { changed: switchOn(text, tokenOf(settings)) },
          );
        default:
          return claim(connections, settings, x);
      }
    },
  };
}

function wordsByHand(settings: CronConfig): string {
  switch (settings.state) {
    case 'off':
      return 'put #twinrun-off before';
    case 'on':
      return 'take #twinrun-off … from';
    case 'claimed':
      return `put /bin/sh ${settings.script} before the command of`;
    case 'unclaimed':
      return `take /bin/sh ${settings.script} from`;
  }
}

function changeOf({ host, user, file, contains, state }: CronConfig, from: string): LineChange {
  const place = { ...(user === undefined ? {} : { user }), ...(file === undefined ? {} : { file }) };
  const fact = `crontab ${host}: ${state === 'claimed' || state === 'unclaimed' ? 'claim before ' : ''}${contains}`;
  return { host, place, contains, fact, to: state, from };
}

function tokenOf({ contains }: CronConfig): string {
  return sha256(contains).slice(0, 12);
}

async function turnOff(connections: Connections, settings: CronConfig, request: StepRequest, x: Context): Promise<StepEnd> {
  const { host, contains } = settings;
  const change = changeOf(settings, 'on');
  return await swapLine(connections, change, x, async ({ text }) => {
    const changed = stateOf(text, contains) === 'off' ? undefined : switchOff(text, contains, tokenOf(settings));
    const started = { host, place: change.place, line: changed?.original ?? switchedLine(text, contains) ?? '' };
    const running = changed === undefined ? undefined : await runningNow(connections, started, request, x);
    if (running !== undefined) return { refused: `${running}: nothing was switched. Wait until it has ended` };
    return {
      ...(changed === undefined ? {} : { changed }),
      // Cron may have started it between the look and the switch.
      after: () => waitUntilIdle(connections, started, request, x),
    };
  });
}

function claim(connections: Connections, settings: CronConfig, x: Context): Promise<StepEnd> {
  const { contains, script = '', state } = settings;
  const change = changeOf(settings, state === 'claimed' ? 'unclaimed' : 'claimed');
  return swapLine(connections, { ...change, contains }, x, async ({ text }) => {
    const wrapped = isWrapped(text, contains, script);
    if (state === 'claimed') return wrapped ? {} : { changed: wrapLine(text, contains, script, change.place) };
    return wrapped ? { changed: unwrapLine(text, contains, script) } : {};
  });
}
