import type { Check } from '../model/check.ts';
import type { Document, TreeNode } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import { didYouMean } from '../runtime/nearest.ts';
import type { Command } from './command.ts';
import { describeOptions, type OptionDescription } from './describe-options.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';

interface Options {
  readonly check?: string | undefined;
}

interface CheckDescription {
  readonly id: string;
  readonly title: string;
  readonly scope: Check['scope'];
  readonly traitOnly: boolean;
  readonly options: readonly OptionDescription[];
}

export const checksCommand: Command<Options> = {
  examples: [
    ['twinrun checks', 'all of them'],
    ['twinrun checks row-count', 'one of them'],
    ['twinrun checks --json', 'for scripts'],
  ],
  options: (yargs) => yargs.positional('check', { type: 'string', describe: 'only this one' }),
  async run({ check, json, color }, shell) {
    const checks = chosen(await shell.checks(), check).map(describe);
    if (json) printJson({ schema: 'twinrun.checks/1', checks }, shell);
    else printDocument(documentOf(checks), shell, color);
    return EXIT.pass;
  },
};

function chosen(checks: Readonly<Record<string, Check>>, id: string | undefined): readonly Check[] {
  if (id === undefined) return Object.values(checks).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (Object.hasOwn(checks, id) && checks[id] !== undefined) return [checks[id]];
  throw new TwinrunError({
    code: 'cli.no-such-check',
    class: 'misuse',
    message: `there is no check \`${id}\``,
    expected: `one of ${Object.keys(checks).sort().join(', ')}`,
    received: id,
    fix: didYouMean(id, Object.keys(checks), '`twinrun checks` lists what there is.'),
  });
}

function describe({ id, title, scope, traitOnly = false, options }: Check): CheckDescription {
  return { id, title: title.text, scope, traitOnly, options: describeOptions(options) };
}

function documentOf(checks: readonly CheckDescription[]): Document {
  return {
    title: 'Checks',
    blocks: [
      {
        kind: 'tree',
        nodes: checks.map(({ id, title, scope, traitOnly, options }) => ({
          label: { text: `${id} (${scope}${traitOnly ? ', trait' : ''}): ${title}`, tone: 'strong' },
          children: options.map(nodeOf),
        })),
      },
      { kind: 'text', spans: [{ text: SCOPES, tone: 'muted' }] },
    ],
  };
}

const SCOPES =
  'outcome: always counts. content: inconclusive where the two sides are not comparable. trait: looks at a trait only, so alone it makes no pass.';

function nodeOf(option: OptionDescription): TreeNode {
  const { name, type, required, description } = option;
  const standing = required ? ', required' : 'default' in option ? `, default ${JSON.stringify(option.default)}` : '';
  return {
    label: { text: `${name}: ${type}${standing}${description === undefined ? '' : `. ${description}`}` },
    children: (option.options ?? []).map(nodeOf),
  };
}
