import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeCertificate } from '../gate/certificate.ts';
import { certificateName } from '../gate/conditions/own-name.ts';
import { judgeGate } from '../gate/gate.ts';
import { allConditions, gateDocument } from '../gate/gate-document.ts';
import type { Document } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { exitCodeOf } from '../model/exit-code.ts';
import type { Certificate, GateReport } from '../model/gate.ts';
import { conditionsToAnnotations } from '../reporters/conditions-to-annotations.ts';
import { conditionsToJunit } from '../reporters/conditions-to-junit.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { Command, GlobalOptions } from './command.ts';
import { type GateSubject, gateInput } from './gate-input.ts';
import { verifyGate } from './gate-verify.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { unwritable } from './unwritable.ts';
import { chosenBatches, makeOutside, openWorkspace } from './wiring.ts';
import { withOverrides } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly host?: string | undefined;
  readonly 'expect-head'?: string | undefined;
  readonly verify?: string | undefined;
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
  readonly github: boolean;
}

interface Judged {
  readonly report: GateReport;
  readonly document: Document;
  readonly certificates: readonly string[];
}

export const gateCommand: Command<Options> = {
  examples: [
    ['twinrun gate client-export', 'one batch'],
    ['twinrun gate --host batch --expect-head 3f5a…', 'a host, with all its batches; the head of the ledger was noted elsewhere'],
    ['twinrun gate --all --junit gate.xml --github', 'in CI'],
    ['twinrun gate --verify reports/certificates/batch.json', 'whether a certificate still holds; nothing is run'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', array: true, default: [] as string[], describe: 'scenario ids' })
      .option('all', { type: 'boolean', default: false, describe: 'every scenario of the workspace' })
      .option('host', { type: 'string', requiresArg: true, describe: 'a host of gate.hosts in twinrun.yaml, with the scenarios of all its entries' })
      .option('expect-head', { type: 'string', requiresArg: true, describe: 'a hash that was the head of the ledger once, noted elsewhere' })
      .option('verify', { type: 'string', requiresArg: true, describe: 'path of a certificate' })
      .option('junit', { type: 'string', requiresArg: true, describe: 'write the conditions there, for CI servers' })
      .option('markdown', { type: 'string', requiresArg: true, describe: 'write the report there' })
      .option('github', {
        type: 'boolean',
        default: false,
        describe: 'annotations on stderr, and the report into the step summary of GitHub Actions',
      }),
  async run(options, shell) {
    checkHead(options['expect-head']);
    const workspace = await openWorkspace(options, shell);
    return await withStore(workspace, makeOutside(options, shell), async (store) => {
      if (options.verify !== undefined) return await verifyGate(options.verify, workspace, store, only(options, 'verify'), shell);
      const subject = await subjectOf(options, workspace);
      const anchor = options['expect-head'];
      const input = await gateInput(subject, workspace, store, shell, {
        records: await readLedger(store),
        ...(anchor === undefined ? {} : { anchor }),
      });
      const report = redactTexts(judgeGate(input), shell.secrets);
      const certificates = await certify(subject, report, workspace, shell);
      const document = redactTexts(await withOverrides(gateDocument(report), store, shell), shell.secrets);
      await tell({ report, document, certificates }, options, shell);
      return exitCodeOf(report.status);
    });
  },
};

async function subjectOf(options: Options, workspace: Workspace): Promise<GateSubject> {
  if (options.host === undefined) return { scenarios: await chosenBatches(workspace, options.scenario, options.all) };
  return { host: only(options, 'host').host as string };
}

/** A green gate writes one for the host, or one for each scenario. Returns their paths. */
async function certify(subject: GateSubject, report: GateReport, workspace: Workspace, shell: Shell): Promise<readonly string[]> {
  if (report.status !== 'pass') return [];
  const folder = join(workspace.store.folder, 'certificates');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const write = async (about: Certificate['subject'], what: GateReport) => {
    const file = join(folder, certificateName(about));
    await writeFileAtomic(file, `${JSON.stringify(makeCertificate(about, what, shell.versions), undefined, 2)}\n`);
    return file;
  };
  if ('host' in subject) return [await write(subject, report)];
  return await Promise.all(report.scenarios.map((one) => write({ scenario: one.scenario }, { ...report, scenarios: [one] })));
}

async function tell({ report, document, certificates }: Judged, options: Options & GlobalOptions, shell: Shell): Promise<void> {
  const conditions = allConditions(report);
  if (!options.json) {
    printDocument(document, shell, options.color);
    for (const file of certificates) shell.err.write(`certificate: ${file}\n`);
  }
  await keep(options.junit, conditionsToJunit(conditions, report.at), shell);
  await keep(options.markdown, documentToMarkdown(document), shell);
  if (options.github) {
    // GitHub reads commands from both; stdout may be the JSON document.
    shell.err.write(conditionsToAnnotations(conditions));
    const summary = shell.environment.GITHUB_STEP_SUMMARY ?? '';
    if (summary !== '') await appendFile(summary, documentToMarkdown(document)).catch(notWritten(summary));
  }
  // One document on stdout: this one, or the error.
  if (options.json) printJson({ ...report, certificates }, shell);
}

async function keep(path: string | undefined, text: string, shell: Shell): Promise<void> {
  if (path === undefined) return;
  const file = resolve(shell.folder, path);
  await mkdir(dirname(file), { recursive: true }).catch(notWritten(file));
  await writeFileAtomic(file, text).catch(notWritten(file));
}

/** No fault of ours. */
function notWritten(file: string): (cause: unknown) => never {
  return (cause) => {
    throw unwritable('gate.report', 'the report', file, cause);
  };
}

/** The options, where nothing else says what it is about. */
function only<O extends Options>(options: O, which: 'verify' | 'host'): O {
  const others = [options.scenario.length > 0, options.all, which === 'verify' && options.host !== undefined].filter(Boolean);
  if (others.length === 0) return options;
  throw new TwinrunError({
    code: 'cli.usage',
    class: 'misuse',
    message: `--${which} says what it is about; scenarios${which === 'verify' ? ', --host' : ''} and --all do not go with it`,
    fix: 'Leave the others out.',
  });
}

function checkHead(received: string | undefined): void {
  if (received === undefined || /^[0-9a-f]{64}$/.test(received)) return;
  throw new TwinrunError({
    code: 'cli.expect-head',
    class: 'misuse',
    message: '--expect-head takes the hash of a record',
    expected: '64 hex digits, as `twinrun ledger head` prints them',
    received,
    fix: 'twinrun gate <scenario> --expect-head <hash>',
  });
}
