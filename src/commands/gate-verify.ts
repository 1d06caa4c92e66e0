import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseCertificate } from '../gate/certificate.ts';
import { ledgerConditions } from '../gate/conditions/ledger.ts';
import { ownName } from '../gate/conditions/own-name.ts';
import { judgeGate } from '../gate/gate.ts';
import { worstStatus } from '../gate/scenario-gate.ts';
import { recordsAtIssue, verifyCertificate } from '../gate/verify-certificate.ts';
import type { Document } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Certificate } from '../model/gate.ts';
import type { Store } from '../model/store.ts';
import { frozenClock } from '../runtime/clock.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { GlobalOptions } from './command.ts';
import { gateInput } from './gate-input.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';

/** Proves a certificate by the store: nothing is run and no host is asked. Throws `certificate.none` (misuse), and as `parseCertificate`. */
export async function verifyGate(
  path: string,
  workspace: Workspace,
  store: Store,
  options: GlobalOptions & { readonly 'expect-head'?: string | undefined },
  shell: Shell,
): Promise<ExitCode> {
  const anchor = options['expect-head'];
  const file = resolve(shell.folder, path);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw noCertificate(file);
  const certificate = parseCertificate(text, file);
  const records = await readLedger(store);
  const then = recordsAtIssue(certificate, records);
  const again = then === undefined ? undefined : await judgeAgain(certificate, then, workspace, store, shell);
  const { problem, head } = await store.ledger.verify();
  const locked = await store.ledger.locked?.();
  const ledger = {
    ...{ records, head },
    ...(problem === undefined ? {} : { problem }),
    ...(anchor === undefined ? {} : { anchor }),
    ...(locked === undefined ? {} : { locked }),
  };
  const isTaken = (name: string) =>
    dirname(file) === join(workspace.store.folder, 'certificates') ||
    name.startsWith('scenario-') ||
    Object.hasOwn(workspace.gate.hosts, name.replace(/\.json$/, ''));
  const named = ownName(certificate.subject, basename(file), isTaken);
  const conditions = [named, ...ledgerConditions(ledger, false), ...verifyCertificate(certificate, records, again, shell.clock.now())];
  const status = worstStatus(conditions);
  if (options.json) printJson({ schema: 'twinrun.certificate-report/1', status, certificate: file, hash: certificate.hash, conditions }, shell);
  else printDocument(described(certificate, status, conditions), shell, options.color);
  return exitCodeOf(status);
}

/** By the records of then, at the time of then. The certificate itself is the head that was noted outside. */
async function judgeAgain(
  { subject, issuedAt, report }: Certificate,
  records: Awaited<ReturnType<typeof readLedger>>,
  workspace: Workspace,
  store: Store,
  shell: Shell,
) {
  const of = 'host' in subject ? subject : { scenarios: [subject.scenario] };
  const clock = frozenClock(new Date(issuedAt));
  return judgeGate(await gateInput(of, workspace, store, { ...shell, clock }, { records, anchor: report.ledger.head.hash }));
}

function described({ subject, hash }: Certificate, status: Document['status'], conditions: ReturnType<typeof verifyCertificate>): Document {
  const nodes = conditions.map(({ title, status: tone, summary, evidence }) => ({
    label: { text: `${tone}: ${title}: ${summary}`, tone: tone === 'not-asked' ? ('muted' as const) : tone },
    children: evidence.map((text) => ({ label: { text } })),
  }));
  const name = 'host' in subject ? `host ${subject.host}` : subject.scenario;
  return {
    title: `Certificate of ${name}`,
    ...(status === undefined ? {} : { status }),
    blocks: [
      { kind: 'text', spans: [{ text: hash }] },
      { kind: 'tree', nodes },
    ],
  };
}

function noCertificate(file: string): TwinrunError {
  return new TwinrunError({
    code: 'certificate.none',
    class: 'misuse',
    message: 'there is no such certificate',
    at: { file },
    fix: 'Name a file below certificates/ of the store; a green gate writes it.',
  });
}
