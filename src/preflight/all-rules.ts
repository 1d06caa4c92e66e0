import type { PreflightRule } from './rule.ts';
import { certificates } from './rules/certificates.ts';
import { collation } from './rules/collation.ts';
import { commands } from './rules/commands.ts';
import { groups } from './rules/groups.ts';
import { locale } from './rules/locale.ts';
import { paths } from './rules/paths.ts';
import { platform } from './rules/platform.ts';
import { reachability } from './rules/reachability.ts';
import { schedule } from './rules/schedule.ts';
import { scratchSpace } from './rules/scratch-space.ts';
import { taskDefinition } from './rules/task-definition.ts';
import { timeZone } from './rules/time-zone.ts';
import { user } from './rules/user.ts';
import { variables } from './rules/variables.ts';

/** Every rule, in the order of the report. */
export const PREFLIGHT_RULES: readonly PreflightRule[] = [
  timeZone,
  collation,
  locale,
  commands,
  variables,
  user,
  groups,
  paths,
  scratchSpace,
  certificates,
  reachability,
  taskDefinition,
  platform,
  schedule,
];
