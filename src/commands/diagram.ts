import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sideDiagram } from '../design/diagrams/scenario-diagrams.ts';
import { drawAfter, drawBefore } from '../design/diagrams/survey-diagrams.ts';
import { toDrawio } from '../design/diagrams/to-drawio.ts';
import { toMermaid } from '../design/diagrams/to-mermaid.ts';
import type { Diagram } from '../model/diagram.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import type { Shell } from './shell.ts';
import { readSurvey } from './survey-file.ts';
import { chosenScenarios, loadScenarios, makeOutside, openWorkspace } from './wiring.ts';

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly host?: string | undefined;
  readonly format: 'mermaid' | 'drawio';
  readonly out?: string | undefined;
}

/** Diagrams of one batch or host. */
interface Drawn {
  readonly name: string;
  readonly diagrams: readonly [before: Diagram, after: Diagram];
}

export const diagramCommand: Command<Options> = {
  examples: [
    ['twinrun diagram client-export', 'Mermaid on the terminal'],
    ['twinrun diagram client-export --format drawio --out docs', 'docs/client-export.drawio, for the draw.io editor'],
    ['twinrun diagram --host batch --format drawio --out docs', 'a surveyed host, and each of its batches'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', array: true, default: [] as string[], describe: 'scenario ids' })
      .option('all', { type: 'boolean', default: false, describe: 'every scenario of the workspace' })
      .option('host', { type: 'string', requiresArg: true, describe: 'a host that was surveyed, instead of scenarios' })
      .option('format', {
        choices: ['mermaid', 'drawio'] as const,
        default: 'mermaid' as const,
        describe: 'text for Markdown, or a file for the editor',
      })
      .option('out', { type: 'string', requiresArg: true, describe: 'folder to write into (default: the terminal)' }),
  async run(options, shell) {
    const drawn = options.host === undefined ? await ofScenarios(options, shell) : await ofHost(options, options.host, shell);
    if (options.json) printJson({ schema: 'twinrun.diagrams/1', diagrams: drawn.flatMap(({ diagrams }) => diagrams) }, shell);
    else if (options.out === undefined) shell.out.write(drawn.map((one) => textOf(one, options.format)).join('\n'));
    else for (const file of await write(drawn, options.format, resolve(shell.folder, options.out))) shell.out.write(`wrote ${file}\n`);
    return EXIT.pass;
  },
};

async function ofScenarios(options: Options & GlobalOptions, shell: Shell): Promise<readonly Drawn[]> {
  const workspace = await openWorkspace(options, shell);
  const loaded = await loadScenarios(workspace, await chosenScenarios(workspace, options.scenario, options.all, shell), shell);
  return loaded.map(({ scenario }) => ({ name: scenario.id, diagrams: [sideDiagram(scenario, 'legacy'), sideDiagram(scenario, 'candidate')] }));
}

async function ofHost(options: Options & GlobalOptions, host: string, shell: Shell): Promise<readonly Drawn[]> {
  if (options.scenario.length > 0 || options.all) {
    throw new TwinrunError({ code: 'cli.usage', class: 'misuse', message: 'both scenarios and --host were given', fix: 'Give one of the two.' });
  }
  const note = (text: string) => shell.err.write(`${text}\n`);
  const survey = await readSurvey(await openWorkspace(options, shell), host, makeOutside(options, shell), note);
  const batches = survey.entries.filter(({ enabled }) => enabled);
  const each = batches.map(
    (entry): Drawn => ({ name: `${host}-${safe(entry.id)}`, diagrams: [drawBefore(survey, [entry]), drawAfter(survey, [entry])] }),
  );
  return [{ name: host, diagrams: [drawBefore(survey), drawAfter(survey)] }, ...each];
}

function textOf({ diagrams }: Drawn, format: Options['format']): string {
  return format === 'drawio' ? toDrawio(diagrams) : diagrams.map(toMermaid).join('\n');
}

async function write(drawn: readonly Drawn[], format: Options['format'], folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files = drawn.flatMap(({ name, diagrams }) =>
    format === 'drawio'
      ? [{ file: join(folder, `${name}.drawio`), text: toDrawio(diagrams) }]
      : diagrams.map((diagram, index) => ({ file: join(folder, `${name}-${index === 0 ? 'before' : 'after'}.mmd`), text: toMermaid(diagram) })),
  );
  for (const { file, text } of files) await writeFileAtomic(file, text);
  return files.map(({ file }) => file);
}

function safe(id: string): string {
  return id.replace(/[^A-Za-z0-9._-]+/g, '-');
}
