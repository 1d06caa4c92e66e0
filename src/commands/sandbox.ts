import type { Document, Text } from '../model/document.ts';
import { EXIT } from '../model/exit-code.ts';
import type { SandboxStatus } from '../sandbox/sandbox-status.ts';
import type { Command } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { makeOutside, openWorkspace, scenarioFolders } from './wiring.ts';

interface Options {
  readonly action: 'up' | 'down' | 'status';
}

export const sandboxCommand: Command<Options> = {
  examples: [
    ['twinrun sandbox up', 'start it and leave it running'],
    ['twinrun sandbox status', 'addresses of its hosts, database and AWS endpoint'],
    ['twinrun sandbox down', 'end it and remove its data'],
  ],
  options: (yargs) => yargs.positional('action', { choices: ['up', 'down', 'status'] as const, demandOption: true, describe: 'what to do' }),
  async run(options, shell) {
    const { sandboxDown, sandboxStatus, sandboxUp } = await import('../sandbox/sandbox.ts');
    const workspace = await openWorkspace(options, shell);
    const x = makeOutside(options, shell);
    if (options.action === 'up')
      await sandboxUp({ workspaceFolder: workspace.folder, scenarioFolders: await scenarioFolders(workspace), engine: workspace.sandbox.engine, x });
    if (options.action === 'down') await sandboxDown(workspace.folder, x);
    const status = await sandboxStatus(workspace.folder, x);
    if (options.json) printJson({ schema: 'twinrun.sandbox-status/1', running: status !== undefined, ...status }, shell);
    else printDocument(report(status), shell, options.color);
    return EXIT.pass;
  },
};

function report(status: SandboxStatus | undefined): Document {
  if (status === undefined)
    return {
      title: 'Sandbox',
      blocks: [{ kind: 'text', spans: [{ text: 'It is not running. `twinrun sandbox up` starts it; commands that need it start their own.' }] }],
    };
  const rows: Text[][] = [
    ...Object.entries(status.world.hosts).map(([name, host]): Text[] => [
      { text: `host ${name}` },
      { text: `ssh -p ${host.port} -i ${host.identityFiles?.[0] ?? ''} ${host.user}@${host.address}` },
    ]),
    ...Object.entries(status.world.databases).map(([name, one]): Text[] => [
      { text: `database ${name}` },
      { text: `psql -h ${one.address} -p ${one.port} -U ${one.user} ${one.database}` },
    ]),
    [{ text: 'AWS' }, { text: `${status.world.aws.endpoint ?? ''} (${status.world.aws.region ?? ''})` }],
    [{ text: 'tasks run as' }, { text: status.engine === undefined ? 'processes' : `containers by ${status.engine.program}` }],
    [{ text: 'scenarios' }, { text: status.scenarios.join(', ') }],
    [{ text: 'data' }, { text: status.folder }],
    [{ text: 'process' }, { text: `${status.pid}, since ${status.startedAt}` }],
  ];
  return { title: 'Sandbox', blocks: [{ kind: 'table', columns: [{ title: '' }, { title: '' }], rows }] };
}
