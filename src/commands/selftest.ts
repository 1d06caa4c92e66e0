import { readStoredRun } from '../experiment/evidence.ts';
import { passingMask } from '../experiment/mask/scenario-mask.ts';
import { makeRunId } from '../experiment/record.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import { sha256 } from '../runtime/hash.ts';
import { CATALOGUE } from '../selftest/catalogue.ts';
import { selfTest } from '../selftest/self-test.ts';
import { selfTestDocument } from '../selftest/self-test-document.ts';
import { assertCited } from '../store/assert-cited.ts';
import { assertIntact, openSealed } from '../store/open-sealed.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { loadScenarios, makeOutside, openWorkspace } from './wiring.ts';
import { printReport } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly scenario: string;
  readonly run?: string | undefined;
}

export const selftestCommand: Command<Options> = {
  examples: [
    ['twinrun selftest client-export', 'the newest run that passed'],
    ['twinrun selftest client-export 20261124T163000Z-k3PqZ1 --json', 'a run by its id, for scripts'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'a scenario' })
      .positional('run', { type: 'string', describe: 'a run of it by its id (default: the newest that passed)' }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    const [loaded] = await loadScenarios(workspace, [options.scenario], shell);
    if (loaded === undefined) return EXIT.misuse;
    return await withStore(workspace, makeOutside(options, shell), async (store) => {
      const run = options.run ?? (await newestGreen(store, options.scenario));
      if (run === undefined) return nothing('no run of it passed', options, shell);
      const sealed = await store.fetch(options.scenario, run);
      await assertCited(store.ledger, sealed);
      const opened = await openSealed(sealed.folder);
      assertIntact(opened);
      if (opened.tombstone !== undefined) return nothing(`the artifacts of run ${sealed.id} were removed`, options, shell);
      const stored = await readStoredRun(sealed.folder);
      const mask = passingMask(stored.scenario, shell.secrets, shell.ids);
      let tried = 0;
      const found = await selfTest(
        stored,
        { ...(mask === undefined ? {} : { mask }), seal: sealed.sealHash, checks: await shell.checks(), signal: shell.signal },
        (done, of) => {
          tried = done;
          if (!options.json && shell.err.isTTY) shell.err.write(`${done} of ${of} mutations\r`);
        },
      ).catch((thrown: unknown) => {
        throw shell.signal.aborted ? cancelled(tried) : thrown;
      });
      const changed = loaded.hash === stored.record.scenarioHash ? [] : ['the scenario was changed since this run: rehearse, then test again'];
      const test = { ...found, notes: [...changed, ...found.notes] };
      const now = shell.clock.now();
      const id = makeRunId(now, shell.ids.unique());
      const record = `${JSON.stringify({ ...test, id, at: now.toISOString() }, undefined, 2)}\n`;
      await store.writeDerived(sealed, `self-test.${id}.json`, record);
      await store.ledger.append({
        type: 'self-test',
        at: now.toISOString(),
        scenario: options.scenario,
        id,
        world: stored.record.world.kind,
        status: test.status,
        record: sha256(record),
        score: test.score,
        survivors: test.survivors,
        scenarioHash: test.scenarioHash,
        run: test.run,
      });
      await printReport({ document: selfTestDocument(test, { id, world: stored.record.world.kind }), json: { ...test, id } }, store, options, shell);
      return exitCodeOf(test.status);
    });
  },
};

async function newestGreen(store: Store, scenario: string): Promise<string | undefined> {
  for await (const { id, outcome, status, purpose } of store.list({ scenario }))
    if (outcome === 'completed' && status === 'pass' && purpose === 'rehearsal') return id;
  return undefined;
}

function cancelled(tried: number): TwinrunError {
  return new TwinrunError({
    code: 'selftest.cancelled',
    class: 'cancelled',
    message: `cancelled after ${tried} of ${CATALOGUE.length} mutations: nothing was entered`,
    fix: 'Test again when ready.',
  });
}

/** Without a green run with its artifacts, nothing can be said of the checks, neither well nor badly. */
function nothing(why: string, { scenario, json, color }: Options & GlobalOptions, shell: Shell): ExitCode {
  const text = `There is nothing to plant faults into: ${why}. Run \`twinrun rehearse ${scenario}\` until it passes.`;
  if (json) printJson({ schema: 'twinrun.self-test/1', scenario, status: 'inconclusive', killed: 0, applicable: 0, score: 0, notes: [text] }, shell);
  else
    printDocument(
      { title: `Self-test of ${scenario}`, status: 'inconclusive', blocks: [{ kind: 'text', spans: [{ text, tone: 'inconclusive' }] }] },
      shell,
      color,
    );
  return EXIT.inconclusive;
}
