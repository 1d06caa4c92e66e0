import { z } from 'zod';
import type { Verification } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import type { Schema } from '../model/schema.ts';
import { name, text } from './fields.ts';
import { tagged } from './tagged.ts';

const output = z.string().min(1).describe('Output whose file is looked at: where `places` says, in a drill where the scenario says');

/** The output's count of records against one figure of a database. */
export interface QueryEquals {
  readonly output: string;
  readonly database: string;
  readonly query: string;
}

/** That exactly one file of that name lies where an effect goes. */
export interface DeliveredOnce {
  readonly effect: string;
  readonly name: string;
  readonly same?: string;
  readonly output?: string;
}

/** How to know that one is back: each kind's settings in the file. */
export function verificationKinds({ steps }: Pick<Registries, 'steps'>): Readonly<Record<string, Schema>> {
  const commands = Object.fromEntries(
    Object.entries(steps).flatMap(([kind, { config }]) => (['ssh', 'local'].includes(kind) ? [[kind, config]] : [])),
  );
  return {
    check: name('A check of this scenario that must pass for what the legacy batch produced now'),
    'query-equals': z
      .strictObject({
        output,
        database: z.string().min(1).describe('Database by its name in twinrun.yaml'),
        query: z.string().min(1).describe('One SELECT that gives one number; run in a read-only transaction'),
      })
      .describe('The output holds as many records as the query says, in the same minute'),
    fresh: z.strictObject({ output }).describe('The file was written by this run of the legacy batch'),
    'delivered-once': z
      .strictObject({
        effect: z.string().min(1).describe('Effect whose target is looked at; in a drill the target under `drill.targets`'),
        name: z.string().min(1).describe('Name of the file that must lie there, once, without parts or copies of it beside'),
        same: z.string().min(1).describe('Output that it must equal: in size, and with `output` byte by byte').exactOptional(),
        output: z.string().min(1).describe('Output that brings home what arrived').exactOptional(),
      })
      .describe('Exactly one such file arrived'),
    command: tagged('command', commands, 'A command that must succeed'),
    manual: text('What a person looks at, and what it must show'),
  };
}

/** One verification in one line. */
export function verificationTitle({ kind, config, title }: Verification): string {
  if (title !== undefined) return title;
  const { output, name } = config as Partial<QueryEquals & DeliveredOnce>;
  switch (kind) {
    case 'query-equals':
      return `${output} has as many records as the query says`;
    case 'fresh':
      return `${output} was written by this run`;
    case 'delivered-once':
      return `${name} arrived, once`;
    case 'command':
      return 'a command succeeds';
    case 'manual':
      return String(config);
    default:
      return `${kind} ${String(config)}`;
  }
}
