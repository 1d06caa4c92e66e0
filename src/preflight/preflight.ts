import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTaskDefinitionCommand, type TaskDefinition } from '@aws-sdk/client-ecs';
import type { Connections } from '../connections/connections.ts';
import type { Context } from '../model/context.ts';
import type { PreflightReport } from '../model/preflight.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Tagged } from '../model/schema.ts';
import type { Side } from '../model/side.ts';
import type { SurveyUses } from '../model/survey.ts';
import { batchContainer } from '../runners/batch-container.ts';
import { PREFLIGHT_RULES } from './all-rules.ts';
import { askSide } from './ask-side.ts';
import type { Asked, PreflightFacts } from './rule.ts';
import { programsOf } from './rules/commands.ts';
import { pathsOf } from './rules/paths.ts';
import { endpointsOf } from './rules/reachability.ts';
import { zonesOf } from './rules/time-zone.ts';
import { variablesOf } from './rules/variables.ts';

type Uses = Readonly<Partial<Record<Side, SurveyUses>>>;

/** What the scripts of each side use, where they could be read; and the packages that the Dockerfile installs, as far as it was read. */
export interface ScriptsRead extends Uses {
  readonly packages?: readonly string[];
}

export interface Preflight {
  readonly scenario: Scenario;
  /** Absolute path of the scenario. */
  readonly folder: string;
  /** The runners with the variables filled in. */
  readonly runners: Readonly<Record<Side, Tagged>>;
  readonly environments: Readonly<Record<Side, Readonly<Record<string, string>>>>;
  /** What the scripts of each side use, where they can be read; the task definition says how the candidate's are started. */
  readonly uses: (definition: TaskDefinition | undefined) => Promise<ScriptsRead>;
  /** The sandbox runs the candidate as a process of this machine, with this machine's programs. */
  readonly asProcess?: boolean;
  readonly registries: Registries;
  readonly connections: Connections;
  /** The last pass of the scenario in this world. */
  readonly lastPass?: { readonly run: string; readonly at: string };
  /** A private folder for logs. */
  readonly work: string;
  readonly x: Context;
}

/**
 * Asks both environments what there is, and judges by rule what the candidate lacks. Starts a task or container that only looks; writes nothing. Throws only on
 * a cancel: what cannot be looked at is SKIPPED, with why.
 */
export async function preflight(input: Preflight): Promise<PreflightReport> {
  const { scenario, runners, connections, x } = input;
  const definition = await definitionOf(runners.candidate, connections);
  const base = { scenario, ...(definition === undefined ? {} : { definition }) };
  const { packages, ...uses } = await input.uses(definition);
  const [legacy, candidate] = await Promise.all([ask('legacy', input, definition, uses), ask('candidate', input, definition, uses)]);
  const now = x.clock.now();
  const dockerfile = await readFile(join(input.folder, 'candidate', 'Dockerfile'), 'utf8').catch(() => '');
  const imageUser = imageUserOf(dockerfile, definition, runners.candidate);
  const facts: PreflightFacts = {
    ...base,
    asked: { legacy, candidate },
    uses,
    packaging: packagingOf(dockerfile, candidate),
    ...(imageUser === undefined ? {} : { imageUser }),
    ...(input.asProcess === true ? { imagePackages: packages ?? [] } : {}),
    world: connections.world.kind,
    aws: connections.world.aws,
    candidateRunner: runners.candidate.kind,
    now: now.getTime(),
    ...(input.lastPass === undefined ? {} : { lastPass: input.lastPass }),
    logGroups: await logGroupsOf(definition, connections),
  };
  const how = (side: Side, asked: Asked) => ('answer' in asked ? runners[side].kind : asked.unasked);
  return {
    schema: 'twinrun.preflight/1',
    scenario: scenario.id,
    at: now.toISOString(),
    world: facts.world,
    sides: { legacy: how('legacy', legacy), candidate: how('candidate', candidate) },
    items: PREFLIGHT_RULES.flatMap((rule) => rule.check(facts)),
  };
}

function ask(
  side: Side,
  { scenario, runners, environments, registries, connections, work, x }: Preflight,
  definition: TaskDefinition | undefined,
  uses: Uses,
): Promise<Asked> {
  const secrets = (definition?.containerDefinitions ?? []).flatMap((container) => (container.secrets ?? []).map(({ name = '' }) => name));
  const both = [...programsOf(uses.candidate ?? uses.legacy)];
  const question = {
    commands: side === 'candidate' ? both.map(({ name }) => name) : [],
    variables: side === 'candidate' ? [...new Set([...variablesOf(uses.candidate).map(({ name }) => name), ...secrets])] : [],
    reads: pathsOf(uses.candidate).reads,
    writes: side === 'candidate' ? pathsOf(uses.candidate).writes : [],
    zones: zonesOf(scenario),
    endpoints: side === 'candidate' ? endpointsOf({ scenario, aws: connections.world.aws, ...(definition === undefined ? {} : { definition }) }) : [],
  };
  return askSide({ side, runner: runners[side], environment: environments[side], question }, work, registries, x);
}

async function definitionOf({ kind, config }: Tagged, connections: Connections): Promise<TaskDefinition | undefined> {
  const { taskDefinition, file } = config as { taskDefinition?: string; file?: string };
  if (file !== undefined) return (JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as TaskDefinition | undefined) ?? undefined;
  if ((kind !== 'fargate' && kind !== 'container') || taskDefinition === undefined) return undefined;
  const answer = await connections
    .aws()
    .ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))
    .catch(() => undefined);
  return answer?.taskDefinition;
}

async function logGroupsOf(definition: TaskDefinition | undefined, connections: Connections): Promise<Record<string, boolean | undefined>> {
  const groups = (definition?.containerDefinitions ?? []).flatMap(({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? []);
  const found: Record<string, boolean | undefined> = {};
  for (const logGroupNamePrefix of new Set(groups)) {
    const answer = await connections
      .aws()
      .logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))
      .catch(() => undefined);
    found[logGroupNamePrefix] =
      answer === undefined ? undefined : (answer.logGroups ?? []).some(({ logGroupName }) => logGroupName === logGroupNamePrefix);
  }
  return found;
}

/** By the scenario's own Dockerfile, else by what the environment says of itself. */
function packagingOf(dockerfile: string, asked: Asked): PreflightFacts['packaging'] {
  const base = [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].at(-1)?.[1] ?? ('answer' in asked ? (asked.answer.get('os') ?? '') : '');
  if (/alpine/i.test(base)) return 'apk';
  return /debian|ubuntu|slim|bookworm|bullseye|trixie/i.test(base) ? 'apt' : 'unknown';
}

/** The definition's word goes before the last `USER` of the last stage. */
function imageUserOf(dockerfile: string, definition: TaskDefinition | undefined, runner: Tagged): string | undefined {
  const stage = dockerfile.split(/^\s*FROM\b/im).at(-1) ?? '';
  return (definition === undefined ? undefined : userIn(definition, runner)) ?? [...stage.matchAll(/^\s*USER\s+(\S+)/gim)].at(-1)?.[1];
}

function userIn(definition: TaskDefinition, { config }: Tagged): string | undefined {
  try {
    return batchContainer(definition, (config as { container?: string }).container).user;
  } catch {
    // Which container is the batch, the runner asks.
    return undefined;
  }
}
