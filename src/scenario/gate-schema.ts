import { z } from 'zod';
import { day, duration, name, text } from './fields.ts';

const world = z
  .strictObject({
    region: text('Region of AWS').exactOptional(),
    endpoint: text('The one stand-in for AWS whose runs count; without it, runs against a stand-in do not count').exactOptional(),
    hosts: z.record(name('Name of the host'), text('Its address')).describe('Addresses that the hosts must have had').exactOptional(),
  })
  .describe('The world whose runs count; what is left out is any. Runs of the sandbox never count');

/** Each may be said by the scenario, else by the workspace, else there is a default. */
const conditions = {
  passes: z.int().min(1).max(1000).describe('So many passes in a row; default 10').exactOptional(),
  days: z
    .int()
    .min(1)
    .max(1000)
    .describe("They were started on so many different days, by the clock of the schedule's zone; default 7")
    .exactOptional(),
  monthEnd: z.boolean().describe('One of them is about the last day of a month; default true').exactOptional(),
  dates: z
    .array(day('A business date'))
    .describe('Business dates that must each be among them: a year end, a holiday, a change of the clock')
    .exactOptional(),
  emptyInput: name('Probe that says 0 on a day without input; such a day must be among them').exactOptional(),
  lastPass: duration('The last pass is no older; default 3d').exactOptional(),
  armed: z.boolean().describe('The playbook is armed by a drill; default true').exactOptional(),
  selfTest: z
    .number()
    .min(0)
    .max(1)
    .describe('The least share of planted faults that the checks must catch; default 0.9, 0: not asked for')
    .exactOptional(),
  anchor: z
    .boolean()
    .describe('A head of the ledger that was noted outside must be given by `--expect-head`, else nothing is proven; default false')
    .exactOptional(),
  world: world.exactOptional(),
  validFor: duration('How long a certificate holds at most; default 7d').exactOptional(),
};

/** Somebody's word, and what shows it. */
export const statementSchema = z
  .strictObject({
    says: text('What is so, in one sentence'),
    by: text('Who says so'),
    on: day('When it was so'),
    evidence: z
      .union([
        z.strictObject({
          file: text('A file, relative to twinrun.yaml'),
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/, 'a sha256, 64 hex digits')
            .describe('What the file must hash to'),
        }),
        z.strictObject({ url: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).describe('A ticket, a mail; only shown') }),
      ])
      .describe('What shows it'),
  })
  .describe('What only a person knows');

const entryClaim = z.union([
  z.strictObject({ scenario: name('The scenario that replaces it; its gate counts') }),
  z.strictObject({ goes: text('Why it needs no replacement'), by: text('Who says so') }),
]);

const host = z
  .strictObject({
    survey: text('Under which name it was surveyed; default: the same').exactOptional(),
    surveyWithin: duration('The survey is no older').prefault('7d'),
    entries: z
      .record(z.string().min(1), entryClaim)
      .describe('Who answers for each entry of the survey, by its id. An entry that changed has another id')
      .default({}),
    stoppedDays: z.int().min(0).max(1000).describe('The host stood still for so many days first; 0: not asked for').default(7),
    backups: z.boolean().describe('What the host keeps for a time was copied away, and the copy verified').default(true),
    claims: z
      .strictObject({
        stopped: statementSchema.describe('The host stands still since that day').exactOptional(),
        backups: z.record(z.string().min(1), statementSchema).describe('By the folder or pattern that was copied').default({}),
        users: z
          .record(z.string().min(1), statementSchema)
          .describe(
            'What became of each that uses the host: `login:ftpuser`, `export:/srv/out`, `port:21`, `reader:account` (or the file that is read, where the account is not known)',
          )
          .default({}),
      })
      .describe('What only a person knows')
      .prefault({}),
  })
  .describe('What must be so before this host goes');

/** `gate:` of a scenario. */
export const scenarioGateSchema = z
  .strictObject(conditions)
  .describe('What must be so before this batch is moved; goes before `gate` of twinrun.yaml');

/** `gate:` of the workspace. */
export const workspaceGateSchema = z
  .strictObject({
    ...conditions,
    hosts: z.record(name('Name of the host'), host).describe('By host: what must be so before it goes').default({}),
  })
  .describe('What must be so before a batch is moved, where its scenario does not say it, and before a host goes')
  .prefault({});
