import { z } from 'zod';
import type { LaterEntry, LedgerEntry } from '../model/ledger.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const WORLD = z.enum(['sandbox', 'real']);
const COUNT = z.int().nonnegative();
const STATUS = z.enum(['pass', 'fail', 'inconclusive', 'cancelled']);

/** What every entry about a run says. */
const OF_RUN = { at: z.string(), scenario: z.string(), run: z.string(), world: WORLD, seal: HASH };
/** What every entry about something done for a scenario says. */
const DONE = { at: z.string(), scenario: z.string(), id: z.string(), world: WORLD, status: STATUS, record: HASH };

/** Loose: a later version may say more of the same thing, and the hash covers it all. */
const KNOWN = {
  run: z.looseObject({
    ...{ type: z.literal('run'), ...OF_RUN, status: STATUS, allowed: COUNT },
    ...{ purpose: z.string().exactOptional(), unexplained: COUNT.exactOptional(), allowances: z.record(z.string(), COUNT).exactOptional() },
  }),
  prune: z.looseObject({ type: z.literal('prune'), ...OF_RUN, files: z.int().positive(), bytes: z.int().nonnegative() }),
  unlock: z.looseObject({ type: z.literal('unlock'), at: z.string(), lock: z.string(), holder: z.string(), by: z.string(), reason: z.string() }),
  drill: z.looseObject({ type: z.literal('drill'), ...DONE, playbook: HASH }),
  rollback: z.looseObject({ type: z.literal('rollback'), ...DONE, playbook: HASH, fire: z.string().exactOptional() }),
  calibration: z.looseObject({ type: z.literal('calibration'), ...DONE }),
  'self-test': z.looseObject({
    type: z.literal('self-test'),
    ...DONE,
    score: z.number().min(0).max(1),
    survivors: z.array(z.string()),
    scenarioHash: HASH,
    run: z.string().exactOptional(),
  }),
  cutover: z.looseObject({
    type: z.literal('cutover'),
    ...DONE,
    step: z.string(),
    changes: z.array(z.looseObject({ side: z.enum(['legacy', 'candidate']), fact: z.string(), to: z.string() })),
  }),
  soak: z.looseObject({
    type: z.literal('soak'),
    ...OF_RUN,
    fire: z.string(),
    mode: z.enum(['shadow', 'alone']),
    what: z.enum(['judged', 'not-happened', 'unknown']),
    status: z.enum(['pass', 'fail', 'inconclusive']),
    starters: z.enum(['pass', 'fail', 'inconclusive']),
    record: HASH,
  }),
  starters: z.looseObject({
    type: z.literal('starters'),
    ...{ at: z.string(), scenario: z.string(), world: WORLD, status: z.enum(['pass', 'fail']), text: z.string() },
    starters: z.array(z.looseObject({ side: z.string(), what: z.string(), state: z.string() })),
  }),
  survey: z.looseObject({ type: z.literal('survey'), at: z.string(), host: z.string(), survey: HASH, recordedBy: z.string() }),
  override: z.looseObject({
    type: z.literal('override'),
    at: z.string(),
    id: z.string(),
    subject: z.union([z.strictObject({ scenario: z.string() }), z.strictObject({ host: z.string() })]),
    by: z.string(),
    recordedBy: z.string(),
    why: z.string(),
    until: z.string(),
  }),
  'override-end': z.looseObject({
    type: z.literal('override-end'),
    at: z.string(),
    id: z.string(),
    recordedBy: z.string(),
    why: z.string(),
  }),
} satisfies Record<LedgerEntry['type'], z.ZodType<LedgerEntry>>;

/** Types of later versions are taken as they are: an older version must not call them damage. */
const ENTRY = z.looseObject({ type: z.string(), at: z.string() }).superRefine((entry, context) => {
  if (!isKnown(entry.type)) return;
  for (const { path, message } of KNOWN[entry.type].safeParse(entry).error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
});

/** An entry as it stands in the ledger. */
export type WrittenEntry = LedgerEntry | z.output<typeof ENTRY>;

/** The form of a ledger's record. */
export const ledgerRecordSchema = z.strictObject({
  schema: z.literal('twinrun.ledger/1'),
  seq: z.int().positive(),
  previous: HASH,
  entry: ENTRY,
  hash: HASH,
});

/** The entry as the rest of Twinrun reads it. */
export function readEntry(written: WrittenEntry): LedgerEntry | LaterEntry {
  return isKnown(written.type) ? (written as LedgerEntry) : { type: 'later', at: written.at, written: { ...written } };
}

function isKnown(type: string): type is LedgerEntry['type'] {
  return Object.hasOwn(KNOWN, type);
}
