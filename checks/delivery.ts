import { z } from 'zod';
import {
  anyData,
  artifactsOf,
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
  async check(pair, { backup, delivered }, x) {
    const differences: Difference[] = [];
    const kept: EvidenceFile[] = [];
    let files = 0;
    for (const side of SIDES) {
      const reason = missingReason(pair, side, backup) ?? missingReason(pair, side, delivered);
      if (reason !== undefined) return inconclusive(reason);
      const matched = matchArtifacts(artifactsOf(pair, side, backup), artifactsOf(pair, side, delivered));
      const { pairs, onlyFirst, onlySecond, repeated } = matched;
      if (repeated !== undefined)
        return inconclusive(message('delivery.name-repeated', '{side} has two artifacts named {name}', { side, name: repeated }));
      files += pairs.length;
      kept.push(...pairs.map(([mine]) => mine));
      differences.push(
        ...onlyFirst.map((file) =>
          oneSided(side, file, delivered, 'delivery.not-delivered', '{name} of {side} is in the backup and was not delivered'),
        ),
        ...onlySecond.map((file) => oneSided(side, file, delivered, 'delivery.no-backup', '{name} of {side} was delivered and is not in the backup')),
        ...pairs.filter(([mine, theirs]) => mine.sha256 !== theirs.sha256).map(([mine, theirs]) => changed(side, mine, theirs, delivered)),
      );
    }
    const figures = { files, differing: differences.length };
    if (differences.length === 0 && !(await holdsData(pair, kept, backup, x.signal)))
      return inconclusive(message('delivery.empty', 'a backup holds no data: nothing was compared'), { figures });
    return judge(x, {
      output: delivered,
      differences,
      figures,
      summary: (open) =>
        open > 0 && differences[0]?.message !== undefined
          ? differences[0].message
          : message('delivery.summary', '{files} deliveries of both sides were compared with their backups', figures),
    });
  },
});

async function holdsData(pair: EvidencePair, kept: readonly EvidenceFile[], backup: string, signal: AbortSignal): Promise<boolean> {
  if (emptyIsValid(pair, backup)) return true;
  for (const side of SIDES) {
    const mine = kept.filter((file) => file.side === side);
    if (!(await anyData(mine, pair, backup, signal))) return false;
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
