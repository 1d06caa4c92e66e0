/** A command as the list of all tells it. */
export interface ListedCommand {
  /** yargs syntax, its name first: `rehearse [scenario..]`. */
  readonly usage: string;
  readonly summary: string;
  /** Its options and what it does: loaded when it is asked for, so that what one command needs slows neither the others nor the list. */
  readonly load: () => Promise<unknown>;
}

/** All commands, in the order of --help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    usage: 'rehearse [scenario..]',
    summary: 'Run both sides of a scenario side by side, fenced, and judge what they produced',
    load: async () => (await import('./rehearse.ts')).rehearseCommand,
  },
  {
    usage: 'plan [scenario..]',
    summary: 'Say what a rehearsal would do, and do nothing',
    load: async () => (await import('./plan.ts')).planCommand,
  },
  {
    usage: 'rollback <scenario>',
    summary: 'Go back by the playbook of a scenario, verified at the end; or rehearse it (--drill)',
    load: async () => (await import('./rollback.ts')).rollbackCommand,
  },
  {
    usage: 'check <what> [run]',
    summary: 'Verify the seal of a stored run and judge it again, offline; writes nothing',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    usage: 'diff <legacy> <candidate>',
    summary: 'Compare two CSV files, or two folders of files; needs no workspace',
    load: async () => (await import('./diff.ts')).diffCommand,
  },
  {
    usage: 'scenarios',
    summary: 'List the scenarios of the workspace, and validate each',
    load: async () => (await import('./scenarios.ts')).scenariosCommand,
  },
  {
    usage: 'checks [check]',
    summary: 'List the checks that a scenario may name, with their options',
    load: async () => (await import('./checks.ts')).checksCommand,
  },
  {
    usage: 'cutover <scenario>',
    summary: 'Let the candidate take over, step by step: stop, go on, or go back at each of them',
    load: async () => (await import('./cutover.ts')).cutoverCommand,
  },
  {
    usage: 'soak <scenario>',
    summary: 'Judge the last natural run after the cutover, once, and look again what starts each side',
    load: async () => (await import('./soak.ts')).soakCommand,
  },
  {
    usage: 'claim <act> <scenario>',
    summary: 'The right to deliver for one scheduled fire: take it before anything leaves, or do not deliver',
    load: async () => (await import('./claim.ts')).claimCommand,
  },
  {
    usage: 'diagram [scenario..]',
    summary: 'Draw a batch, or all of a surveyed host, before and after the move (Mermaid, draw.io)',
    load: async () => (await import('./diagram.ts')).diagramCommand,
  },
  {
    usage: 'preflight [scenario..]',
    summary: "List all that the candidate's environment lacks, at once, before anything of the batch is run",
    load: async () => (await import('./preflight.ts')).preflightCommand,
  },
  {
    usage: 'schedule [scenario..]',
    summary: 'Compare when cron fires with when EventBridge does, and propose the equivalent',
    load: async () => (await import('./schedule.ts')).scheduleCommand,
  },
  {
    usage: 'runs [scenario]',
    summary: 'List stored runs, newest first',
    load: async () => (await import('./runs.ts')).runsCommand,
  },
  {
    usage: 'survey [host]',
    summary: 'Read what the schedulers of a host start, and what each batch uses; read-only',
    load: async () => (await import('./survey.ts')).surveyCommand,
  },
  {
    usage: 'draft <host>',
    summary: 'Write a draft scenario for each batch of a surveyed host: what is known filled in, what only people know as blanks',
    load: async () => (await import('./draft.ts')).draftCommand,
  },
  {
    usage: 'smoke',
    summary: 'Prove runners, collectors and logs in your own account, with what only prints',
    load: async () => (await import('./smoke.ts')).smokeCommand,
  },
  {
    usage: 'ledger <action>',
    summary: 'Verify, show or cite the hash-chained list of all runs',
    load: async () => (await import('./ledger.ts')).ledgerCommand,
  },
  {
    usage: 'gate [scenario..]',
    summary: 'Say whether a batch may move, or a host may go: by the evidence that is there; a green gate leaves a certificate',
    load: async () => (await import('./gate.ts')).gateCommand,
  },
  {
    usage: 'override [scenario]',
    summary: 'Record that somebody goes on although the gate is not green: who, why, until when; or list what is open',
    load: async () => (await import('./override.ts')).overrideCommand,
  },
  {
    usage: 'calibrate <scenario>',
    summary: 'Rehearse several times on the same inputs, show what differs by itself, and propose bounded allowances',
    load: async () => (await import('./calibrate.ts')).calibrateCommand,
  },
  {
    usage: 'selftest <scenario> [run]',
    summary: 'Plant faults into the evidence of a green run, and show which of them the checks would not see',
    load: async () => (await import('./selftest.ts')).selftestCommand,
  },
  {
    usage: 'unlock [lock]',
    summary: 'List the locks of the store, or end one whose holder certainly no longer lives',
    load: async () => (await import('./unlock.ts')).unlockCommand,
  },
  {
    usage: 'prune [scenario]',
    summary: 'Remove the artifacts of old runs; verdicts, seals and ledger stay',
    load: async () => (await import('./prune.ts')).pruneCommand,
  },
  {
    usage: 'init [folder]',
    summary: 'Write a new workspace with one annotated scenario that runs in the sandbox',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    usage: 'sandbox <action>',
    summary: 'Keep the rehearsal world running between commands, or end it',
    load: async () => (await import('./sandbox.ts')).sandboxCommand,
  },
];
