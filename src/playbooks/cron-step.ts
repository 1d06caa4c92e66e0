import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { stateOf, switchOff, switchOn } from '../connections/crontab/crontab-text.ts';
import { type CrontabPlace, readCrontab, swapCrontab } from '../connections/crontab/host-crontab.ts';
import { shellQuote } from '../connections/ssh/ssh-command.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { StepEnd, StepKind } from '../model/step-kind.ts';
import { sha256 } from '../runtime/hash.ts';

const config = z.strictObject({
  host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
  user: z.string().min(1).exactOptional().describe("Whose crontab, by `crontab -u`; default: the login's own"),
  file: z.string().startsWith('/').exactOptional().describe('A table that is a file, such as /etc/cron.d/batch, in place of a user’s'),
  contains: z.string().min(1).describe('A part of the line, by which it alone is found'),
  state: z.enum(['on', 'off']).describe('off: the line is commented out with a mark, the original kept. on: it is put back as it was'),
});

type CronConfig = z.infer<typeof config>;

/** Switches one line of a crontab off or on: compare and swap on the host, read back. Doing it twice leaves the same. */
export function cronStep(connections: Connections): StepKind<CronConfig> {
  return {
    kind: 'cron',
    config,
    repeat: () => 'safe',
    plan: ({ host, contains, state }) => [
      message('cron.plan', 'switch the line of {contains} {state} in the crontab on {host}', { contains, state, host }),
    ],
    byHand: ({ host, user, file, contains, state }) => {
      const edit = file === undefined ? `crontab -e${user === undefined ? '' : ` -u ${shellQuote(user)}`}` : `sudoedit ${shellQuote(file)}`;
      return [
        `ssh -t ${shellQuote(host)} ${shellQuote(edit)}   # ${state === 'off' ? 'put #twinrun-off before' : 'take #twinrun-off … from'} the line of ${contains}`,
      ];
    },
    async run(settings, _, x) {
      try {
        return await switched(await connections.ssh(settings.host), settings);
      } catch (thrown) {
        if (x.signal.aborted) return { status: 'unknown', text: 'cancelled while the crontab was written' };
        const error = asTwinrunError(thrown);
        // What was refused was not written; of anything else it is not known.
        return { status: error.code.startsWith('cron.') && error.code !== 'cron.not-kept' ? 'failed' : 'unknown', text: error.message };
      }
    },
  };
}

async function switched(connection: Awaited<ReturnType<Connections['ssh']>>, settings: CronConfig): Promise<StepEnd> {
  const { contains, state } = settings;
  const place: CrontabPlace = {
    ...(settings.user === undefined ? {} : { user: settings.user }),
    ...(settings.file === undefined ? {} : { file: settings.file }),
  };
  const table = await readCrontab(connection, place);
  const now = stateOf(table.text, contains);
  if (now === state) return { status: 'ok', text: `it is ${state} already` };
  if (now === 'both') return { status: 'failed', text: 'it is switched off, and active in another line: somebody or something brought it back' };
  const token = sha256(contains).slice(0, 12);
  const changed = state === 'off' ? switchOff(table.text, contains, token) : switchOn(table.text, token);
  const after = await swapCrontab(connection, place, table, changed.text);
  return {
    status: 'ok',
    text: `line ${changed.line} is ${state}: ${changed.original.trim()} (table ${table.hash.slice(0, 12)} → ${after.hash.slice(0, 12)})`,
  };
}
