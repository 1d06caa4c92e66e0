import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { PreflightItem } from '../model/preflight.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Side } from '../model/side.ts';
import type { SurveyUses } from '../model/survey.ts';
import type { Answer } from './answer.ts';

/** An environment that was asked, or why it was not. */
export type Asked = { readonly answer: Answer } | { readonly unasked: string };

/** What rules judge. */
export interface PreflightFacts {
  readonly scenario: Scenario;
  readonly asked: Readonly<Record<Side, Asked>>;
  /** What the scripts of a side use, where they were read. */
  readonly uses: Readonly<Partial<Record<Side, SurveyUses>>>;
  readonly definition?: TaskDefinition;
  /** Which base the image is built on: decides how packages are installed. */
  readonly packaging: 'apk' | 'apt' | 'unknown';
  /** Who the image runs as by its Dockerfile, or the definition's container by its own word; absent where neither names anybody. */
  readonly imageUser?: string;
  /** Set where the candidate was asked as a process of this machine: what its Dockerfile installs. The programs are this machine's then. */
  readonly imagePackages?: readonly string[];
  readonly world: 'sandbox' | 'real';
  /** `fargate`: a task in the subnets and roles of the scenario. Others stand in for it. */
  readonly candidateRunner: string;
  /** Where the world's AWS is. */
  readonly aws: { readonly region?: string | undefined; readonly endpoint?: string | undefined };
  /** ms since 1970. */
  readonly now: number;
  /** The last pass of the scenario in this world, where the ledger has one; ISO 8601. */
  readonly lastPass?: { readonly run: string; readonly at: string };
  /** Log groups of the definition, and whether each exists; undefined: could not be asked. */
  readonly logGroups: Readonly<Record<string, boolean | undefined>>;
}

/** One thing that the platform may lack. Pure. */
export interface PreflightRule {
  readonly id: string;
  readonly check: (facts: PreflightFacts) => readonly PreflightItem[];
}

/** The answers of both, or the item that says why there are none. */
export function answers(rule: string, subject: string, { asked }: PreflightFacts): { legacy: Answer; candidate: Answer } | PreflightItem {
  const { legacy, candidate } = asked;
  if ('unasked' in candidate) return { rule, subject, state: 'SKIPPED', why: `the candidate's environment was not looked at: ${candidate.unasked}` };
  if ('unasked' in legacy) return { rule, subject, state: 'SKIPPED', why: `the legacy environment was not looked at: ${legacy.unasked}` };
  return { legacy: legacy.answer, candidate: candidate.answer };
}

/** The candidate's answer, or the item that says why there is none. */
export function candidateAnswer(rule: string, subject: string, { asked: { candidate } }: PreflightFacts): Answer | PreflightItem {
  if ('answer' in candidate) return candidate.answer;
  return { rule, subject, state: 'SKIPPED', why: `the candidate's environment was not looked at: ${candidate.unasked}` };
}

export function isItem(value: object): value is PreflightItem {
  return 'state' in value;
}
