import type { Consequence } from '../model/consequence.ts';
import type { Batch, DesignRule } from './rule.ts';
import { atLeastOnce } from './rules/at-least-once.ts';
import { cronPercent } from './rules/cron-percent.ts';
import { fixedAddress } from './rules/fixed-address.ts';
import { gnuOptions } from './rules/gnu-options.ts';
import { japaneseCharset } from './rules/japanese-charset.ts';
import { limits } from './rules/limits.ts';
import { localPath } from './rules/local-path.ts';
import { locale } from './rules/locale.ts';
import { localhostService } from './rules/localhost-service.ts';
import { lockFile } from './rules/lock-file.ts';
import { mailTo } from './rules/mail-to.ts';
import { overlap } from './rules/overlap.ts';
import { retention } from './rules/retention.ts';
import { rootNeeded } from './rules/root-needed.ts';
import { sharedScratch } from './rules/shared-scratch.ts';
import { sortOrder } from './rules/sort-order.ts';
import { stateFile } from './rules/state-file.ts';
import { timeZone } from './rules/time-zone.ts';

/** Every rule, in the order of a design document: data, then services, then people, then the platform's own ways. */
export const DESIGN_RULES: readonly DesignRule[] = [
  ...[localPath, retention, stateFile, lockFile, sharedScratch, localhostService, fixedAddress, mailTo, rootNeeded],
  ...[timeZone, locale, japaneseCharset, gnuOptions, sortOrder, cronPercent, overlap, atLeastOnce, limits],
];

/** What the move to Fargate changes for one batch of a surveyed host. */
export function consequencesOf(batch: Batch): readonly Consequence[] {
  return DESIGN_RULES.flatMap(({ id, say }) => say(batch).map((one) => ({ rule: id, ...one })));
}
