import type { Diagram, NodeKind } from '../../model/diagram.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Tagged } from '../../model/schema.ts';
import type { Side } from '../../model/side.ts';
import { STEP, sketch } from './sketch.ts';

/** One side of a scenario: what starts it, what it reads, where it saves, to whom it transfers. */
export function sideDiagram(scenario: Scenario, side: Side): Diagram {
  const one = sketch(`${scenario.id}: ${side === 'legacy' ? 'before' : 'after'}`);
  const runner = scenario.sides[side].runner;
  const group = side === 'legacy' ? `host ${word(runner.config, 'host') ?? ''}`.trim() : 'AWS account';
  const batch = one.box('batch', batchLabel(runner), group);
  for (const label of schedulers(scenario, side)) one.arrow(one.box('scheduler', label, group), batch, STEP.start, 'start');
  const databases = new Set(Object.values(scenario.probes).map(({ config }) => word(config, 'database')));
  for (const database of databases) if (database !== undefined) one.arrow(one.box('database', database, 'data'), batch, STEP.read, 'SQL');
  for (const [name, { kind, target, sides }] of Object.entries(scenario.effects)) {
    if (sides[side] === undefined) continue;
    const own = side === 'legacy' && word(target, 'host') === word(runner.config, 'host');
    const [box, step, label] = effectBox(kind, own);
    one.arrow(batch, one.box(box, targetLabel(name, kind, target), own ? group : box === 'partner' ? 'outside' : 'AWS account'), step, label);
  }
  one.arrow(batch, one.box('people', scenario.impact.onCall, 'people'), STEP.tell, 'tell');
  return one.done();
}

function effectBox(kind: string, own: boolean): readonly [NodeKind, number, string] {
  if (own) return ['file', STEP.save, 'save'];
  if (kind === 's3') return ['object-store', STEP.save, 'save'];
  if (kind === 'table') return ['database', STEP.save, 'save'];
  if (kind === 'queue') return ['queue', STEP.transfer, 'send'];
  return ['partner', STEP.transfer, `transfer by ${kind}`];
}

function targetLabel(name: string, kind: string, target: unknown): string {
  if (kind === 's3') return `s3://${word(target, 'bucket') ?? ''}/${word(target, 'prefix') ?? ''}`;
  const [host, path] = [word(target, 'host'), word(target, 'path')];
  return host === undefined ? name : `${host}${path === undefined ? '' : `: ${path}`}`;
}

function schedulers({ schedule }: Scenario, side: Side): readonly string[] {
  if (side === 'legacy') return [`cron: ${schedule.cron} ${schedule.zone}`];
  const found = (schedule.candidate ?? []).map(
    ({ kind, config }) => `EventBridge ${kind}: ${word(config, 'expression') ?? ''} ${word(config, 'zone') ?? 'UTC'}`,
  );
  return found.length === 0 ? ['EventBridge Scheduler: not decided yet'] : found;
}

function batchLabel({ kind, config }: Tagged): string {
  const command = (config as { command?: readonly string[] }).command?.join(' ');
  const task = word(config, 'taskDefinition');
  return kind === 'fargate' || kind === 'container' ? `ECS task on Fargate: ${task ?? command ?? ''}` : (command ?? kind);
}

function word(config: unknown, key: string): string | undefined {
  const value = (config as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === 'string' ? value : undefined;
}
