import { z } from 'zod';
import { TwinrunError } from '../model/error.ts';
import type { Certificate, GateReport } from '../model/gate.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { allConditions } from './gate-document.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const CONDITION = z.looseObject({
  id: z.string(),
  title: z.string(),
  status: z.enum(['pass', 'fail', 'inconclusive', 'not-asked']),
  summary: z.string(),
});
const SCENARIO = z.looseObject({
  scenario: z.string(),
  status: z.enum(['pass', 'fail', 'inconclusive']),
  policy: z.looseObject({}),
  conditions: z.array(CONDITION),
  runs: z.array(z.looseObject({ id: z.string(), seq: z.int().positive(), seal: HASH })),
});

const CERTIFICATE = z.looseObject({
  schema: z.literal('twinrun.certificate/1'),
  subject: z.union([z.strictObject({ host: z.string() }), z.strictObject({ scenario: z.string() })]),
  issuedAt: z.iso.datetime(),
  validUntil: z.iso.datetime(),
  report: z.looseObject({
    schema: z.literal('twinrun.gate/1'),
    status: z.literal('pass'),
    ledger: z.looseObject({ head: z.strictObject({ seq: z.int().positive(), hash: HASH }), conditions: z.array(CONDITION) }),
    host: z
      .looseObject({ host: z.string(), conditions: z.array(CONDITION), policy: z.looseObject({}), survey: HASH.exactOptional() })
      .exactOptional(),
    scenarios: z.array(SCENARIO),
  }),
  hash: HASH,
});

/** The certificate of a green gate; it holds until the first of its conditions can lapse, at most as long as its policies say. */
export function makeCertificate(subject: Certificate['subject'], report: GateReport, versions: Certificate['versions']): Certificate {
  const issued = Date.parse(report.at);
  const limits = report.scenarios.map(({ policy }) => new Date(issued + policy.validFor).toISOString());
  const lapses = allConditions(report).flatMap(({ condition: { status, until } }) => (status === 'pass' && until !== undefined ? [until] : []));
  const [validUntil = report.at] = [...limits, ...lapses].map((at) => new Date(at).toISOString()).sort();
  const body = { schema: 'twinrun.certificate/1', subject, issuedAt: report.at, validUntil, versions, report } as const;
  return { ...body, hash: hashOf(body) };
}

/** Throws `certificate.unreadable` (misuse) for what is none, `certificate.changed` (fault) where its hash does not match. */
export function parseCertificate(text: string, file: string): Certificate {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(file, 'not JSON');
  }
  const parsed = CERTIFICATE.safeParse(value);
  if (!parsed.success) throw unreadable(file, `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? ''}`);
  const certificate = value as Certificate;
  const { hash, ...body } = certificate;
  if (hashOf(body) === hash) return certificate;
  throw new TwinrunError({
    code: 'certificate.changed',
    class: 'fault',
    message: 'the certificate was changed: its hash does not match its content',
    expected: hash,
    received: hashOf(body),
    at: { file },
    fix: 'Take it from where it was written, or run the gate again.',
  });
}

function hashOf(body: Omit<Certificate, 'hash'>): string {
  return sha256(canonicalJson(body));
}

function unreadable(file: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'certificate.unreadable',
    class: 'misuse',
    message: 'this is no certificate of a green gate',
    expected: 'twinrun.certificate/1, as `twinrun gate` writes it',
    received,
    at: { file },
    fix: 'Name a file below certificates/ of the store.',
  });
}
