import { checklistDocument } from '../handbook/checklist.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { referencesOf } from '../scenario/references.ts';
import type { Workspace } from '../scenario/workspace.ts';
import type { GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import type { RollbackOptions } from './rollback-options.ts';
import type { Shell } from './shell.ts';
import { unconnectedRegistries } from './wiring.ts';

/** Prints the playbook as Markdown, or writes it into a file. Needs no world. */
export async function showChecklist(
  { scenario }: LoadedScenario,
  workspace: Workspace,
  options: RollbackOptions & GlobalOptions,
  shell: Shell,
): Promise<ExitCode> {
  const date = options['business-date'];
  const document = checklistDocument(scenario, await unconnectedRegistries(shell), {
    addresses: addressesOf(scenario, workspace),
    ...(date === undefined ? {} : { businessDate: date }),
  });
  const text = shell.secrets.redact(documentToMarkdown(document));
  if (options.checklist !== undefined && options.checklist !== '') await writeFileAtomic(options.checklist, text);
  else if (options.json) printJson({ schema: 'twinrun.rollback-checklist/1', scenario: scenario.id, markdown: text }, shell);
  else shell.out.write(text);
  return EXIT.pass;
}

/** Where the hosts lie that the way back names. */
function addressesOf({ rollback, sides }: LoadedScenario['scenario'], { hosts }: Workspace): Readonly<Record<string, string>> {
  const names = new Set([...referencesOf(rollback), ...referencesOf(sides.legacy)].flatMap(({ kind, name }) => (kind === 'host' ? [name] : [])));
  return Object.fromEntries(
    [...names].sort().flatMap((name): [string, string][] => {
      const host = hosts[name];
      if (host === undefined) return [];
      if ('sandbox' in host) return [[name, `${host.sandbox} of the sandbox`]];
      const { config, user, address, port } = host.ssh;
      return [[name, config === undefined ? `${user ?? ''}@${address ?? ''}:${port ?? 22}` : `\`ssh ${config}\``]];
    }),
  );
}
