import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HostPolicy, Statement } from '../model/gate-policy.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { RetiredBatch } from '../model/retired.ts';
import type { Survey } from '../model/survey.ts';
import { hashFile, sha256 } from '../runtime/hash.ts';
import { jsonObject } from '../store/read-json-file.ts';
import { surveyEntered } from '../store/survey-entered.ts';
import type { CheckedStatement, HostFacts } from './host-facts.ts';
import type { RetiredFacts } from './retired-facts.ts';

/** Where the evidence about a host lies. */
export interface HostPlaces {
  readonly surveyFile: string;
  /** Statements name their files relative to it. */
  readonly folder: string;
  readonly records: readonly LedgerRecord[];
}

/** Reads the survey, with what the ledger says of it, and holds the evidence of statements against its hashes. */
export async function gatherHost(
  host: string,
  { claims, survey: name }: HostPolicy,
  { surveyFile, folder, records }: HostPlaces,
): Promise<HostFacts> {
  const checked = (statement: Statement) => checkStatement(statement, folder);
  const all = async (statements: Readonly<Record<string, Statement>>) =>
    Object.fromEntries(await Promise.all(Object.entries(statements).map(async ([key, one]) => [key, await checked(one)] as const)));
  const survey = await readSurveyed(surveyFile);
  const entered = surveyEntered(records, name);
  return {
    host,
    ...(survey === undefined ? {} : { survey: { ...survey, ...(entered === undefined ? {} : { entered }) } }),
    ...(claims.stopped === undefined ? {} : { stopped: await checked(claims.stopped) }),
    backups: await all(claims.backups),
    users: await all(claims.users),
  };
}

/** Holds the evidence of a stop plan (paths relative to `folder`) against its hashes. */
export async function gatherRetired(retired: RetiredBatch, folder: string): Promise<RetiredFacts> {
  const { agreed, stopped, watched } = retired.stopPlan;
  return {
    retired,
    agreed: await checkStatement(agreed, folder),
    ...(stopped === undefined ? {} : { stopped: await checkStatement(stopped, folder) }),
    ...(watched === undefined ? {} : { watched: await checkStatement(watched, folder) }),
  };
}

async function readSurveyed(file: string): Promise<HostFacts['survey']> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const survey = jsonObject(text) as Survey | undefined;
  return text === undefined || survey?.schema !== 'twinrun.survey/1' ? undefined : { survey, sha256: sha256(text) };
}

/** Holds a statement's file, relative to `folder`, against its sha256. */
async function checkStatement(statement: Statement, folder: string): Promise<CheckedStatement> {
  const { evidence } = statement;
  if (!('file' in evidence)) return { statement };
  try {
    const found = await hashFile(resolve(folder, evidence.file));
    return found.sha256 === evidence.sha256
      ? { statement }
      : { statement, problem: `${evidence.file} has sha256 ${found.sha256}, not ${evidence.sha256}` };
  } catch (thrown) {
    return { statement, problem: `${evidence.file} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}
