import { join } from 'node:path';
import type { GateInput } from '../gate/gate.ts';
import { gatherHost, gatherRetired } from '../gate/gather-host.ts';
import { gatherInterrupted, gatherRuns } from '../gate/gather-runs.ts';
import { policyOf } from '../gate/policy.ts';
import { TwinrunError } from '../model/error.ts';
import type { HostPolicy } from '../model/gate-policy.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { armedOf } from './armed.ts';
import { partRetired } from './retired.ts';
import type { Shell } from './shell.ts';
import { surveyFolder } from './survey-file.ts';
import { loadScenarios } from './wiring.ts';

/** What the gate is asked about. */
export type GateSubject = { readonly scenarios: readonly string[] } | { readonly host: string };

/**
 * Reads what the gate judges, by these records and no later ones; the clock is the shell's. Throws `gate.no-host` (misuse), `ledger.damaged`, and what loading
 * scenarios throws.
 */
export async function gateInput(
  subject: GateSubject,
  workspace: Workspace,
  store: Store,
  shell: Shell,
  { records, anchor }: { readonly records: readonly LedgerRecord[]; readonly anchor?: string },
): Promise<GateInput> {
  const policy = 'host' in subject ? hostPolicy(workspace, subject.host) : undefined;
  const ids = 'host' in subject ? scenariosOf(policy) : subject.scenarios;
  const { retired, others } = await partRetired(workspace, ids);
  const loaded = await loadScenarios(workspace, others, shell);
  const { problem } = await store.ledger.verify();
  const locked = await store.ledger.locked?.();
  const last = records.at(-1);
  const scenarios = [];
  for (const one of loaded) {
    const runs = await gatherRuns(store, one.scenario.id, records, { until: shell.clock.now() });
    scenarios.push({
      facts: {
        scenario: one.scenario,
        hash: one.hash,
        files: one.files,
        runs,
        interrupted: await gatherInterrupted(store, one.scenario.id),
        armed: await armedOf(one, workspace, cutStore(store, records), shell),
      },
      policy: policyOf(workspace.gate.policy, one.scenario.gate),
    });
  }
  return {
    now: shell.clock.now(),
    ledger: {
      records,
      head: { seq: last?.seq ?? 0, hash: last?.hash ?? '0'.repeat(64) },
      ...(problem === undefined ? {} : { problem }),
      ...(anchor === undefined ? {} : { anchor }),
      ...(locked === undefined ? {} : { locked }),
    },
    scenarios,
    retired: await Promise.all(
      retired.map(async (one) => ({ facts: await gatherRetired(one.retired, workspace.folder), policy: policyOf(workspace.gate.policy) })),
    ),
    ...('host' in subject && policy !== undefined ? { host: await hostOf(subject.host, policy, workspace, records) } : {}),
  };
}

async function hostOf(
  host: string,
  policy: HostPolicy,
  workspace: Workspace,
  records: readonly LedgerRecord[],
): Promise<NonNullable<GateInput['host']>> {
  const surveyFile = join(surveyFolder(workspace, policy.survey), 'survey.json');
  return { facts: await gatherHost(host, policy, { surveyFile, folder: workspace.folder, records }), policy };
}

/** The store as it was when its ledger ended with these records. */
function cutStore(store: Store, records: readonly LedgerRecord[]): Store {
  return {
    ...store,
    ledger: {
      ...store.ledger,
      async *read() {
        yield* records;
      },
    },
  };
}

function scenariosOf(policy: HostPolicy | undefined): readonly string[] {
  return [...new Set(Object.values(policy?.entries ?? {}).flatMap((claim) => ('scenario' in claim ? [claim.scenario] : [])))].sort();
}

function hostPolicy({ gate, file }: Workspace, host: string): HostPolicy {
  const policy = Object.hasOwn(gate.hosts, host) ? gate.hosts[host] : undefined;
  if (policy !== undefined) return policy;
  throw new TwinrunError({
    code: 'gate.no-host',
    class: 'misuse',
    message: `nothing says what must be so before host ${host} goes`,
    expected: `one of ${Object.keys(gate.hosts).join(', ') || '(there is none yet)'}`,
    received: host,
    at: { file, field: 'gate.hosts' },
    fix: `Write gate.hosts.${host} into twinrun.yaml; docs/gate.md shows it.`,
  });
}
