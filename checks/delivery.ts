import { z } from 'zod';
import {
  anyData,
  artifactsOf,
  type CheckContext,
  type CheckResult,
  cell,
  type Difference,
  defineCheck,
  type EvidenceFile,
  type EvidencePair,
  emptyIsValid,
  inconclusive,
  judge,
  matchArtifacts,
  message,
  missingReason,
  SIDES,
  type Side,
  type SideEvidence,
} from '../src/check.ts';

const options = z
  .strictObject({
    backup: z.string().min(1).describe('The output that the batch keeps'),
    delivered: z.string().min(1).describe('The output as it arrived: collected from where the delivery goes (the decoy, in rehearsal)'),
  })
  .refine(({ backup, delivered }) => backup !== delivered, { message: 'an output would be compared with itself', path: ['delivered'] });

/** On each side, what was delivered has the same bytes as the backup. It does not compare the sides with each other. */
export const delivery = defineCheck({
  apiVersion: 1,
  id: 'delivery',
  title: message('delivery', 'on each side the delivery equals the backup'),
  scope: 'content',
  traitOnly: true,
  options,
  async check(pair, settings, x) {
    const sides = SIDES.map((side) => ({ side, evidence: pair[side] }));
    return await judgeSides(sides, pair, settings, '{files} deliveries of both sides were compared with their backups', x);
  },
  async alone(evidence, settings, x) {
    const sides = [{ side: 'candidate' as const, evidence: evidence.candidate }];
    return await judgeSides(sides, evidence, settings, '{files} deliveries of candidate were compared with their backups', x);
  },
});

interface DeliveredSide {
  readonly side: Side;
  readonly evidence: SideEvidence;
}

async function judgeSides(
  sides: readonly DeliveredSide[],
  outputs: Pick<EvidencePair, 'outputs'>,
  { backup, delivered }: z.output<typeof options>,
  passed: string,
  x: CheckContext,
): Promise<CheckResult> {
  const differences: Difference[] = [];
  const kept: EvidenceFile[] = [];
  let files = 0;
  for (const { side, evidence } of sides) {
    const mine = { [side]: evidence } as Readonly<Record<Side, SideEvidence>>;
    const reason = missingReason(mine, side, backup) ?? missingReason(mine, side, delivered);
    if (reason !== undefined) return inconclusive(reason);
    const matched = matchArtifacts(artifactsOf(mine, side, backup), artifactsOf(mine, side, delivered));
    const { pairs, onlyFirst, onlySecond, repeated } = matched;
    if (repeated !== undefined)
      return inconclusive(message('delivery.name-repeated', '{side} has two artifacts named {name}', { side, name: repeated }));
    files += pairs.length;
    kept.push(...pairs.map(([one]) => one));
    differences.push(
      ...onlyFirst.map((file) =>
        oneSided(side, file, delivered, 'delivery.not-delivered', '{name} of {side} is in the backup and was not delivered'),
      ),
      ...onlySecond.map((file) => oneSided(side, file, delivered, 'delivery.no-backup', '{name} of {side} was delivered and is not in the backup')),
      ...pairs.filter(([one, theirs]) => one.sha256 !== theirs.sha256).map(([one, theirs]) => changed(side, one, theirs, delivered)),
    );
  }
  const figures = { files, differing: differences.length };
  const names = sides.map(({ side }) => side);
  if (differences.length === 0 && !(await holdsData(names, outputs, kept, backup, x.signal)))
    return inconclusive(message('delivery.empty', 'a backup holds no data: nothing was compared'), { figures });
  return judge(x, {
    output: delivered,
    differences,
    figures,
    summary: (open) => (open > 0 && differences[0]?.message !== undefined ? differences[0].message : message('delivery.summary', passed, figures)),
  });
}

async function holdsData(
  sides: readonly Side[],
  outputs: Pick<EvidencePair, 'outputs'>,
  kept: readonly EvidenceFile[],
  backup: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (emptyIsValid(outputs, backup)) return true;
  for (const side of sides) {
    const mine = kept.filter((file) => file.side === side);
    if (!(await anyData(mine, outputs, backup, signal))) return false;
  }
  return true;
}

function oneSided(side: Side, { name }: EvidenceFile, output: string, id: string, text: string): Difference {
  return { kind: 'value', output, [side]: cell(name), message: message(id, text, { name, side }) };
}

function changed(side: Side, backup: EvidenceFile, delivered: EvidenceFile, output: string): Difference {
  const values = { name: delivered.name, side, backup: backup.size, delivered: delivered.size };
  const text = '{name} of {side}: the delivery ({delivered} bytes) is not the backup ({backup} bytes)';
  return { kind: 'value', output, [side]: cell(delivered.sha256), message: message('delivery.differs', text, values) };
}
