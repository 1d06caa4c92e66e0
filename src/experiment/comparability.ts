import type { EvidenceFile, EvidencePair, SideEvidence } from '../model/evidence.ts';
import { type Message, message } from '../model/message.ts';
import { describeOutcome, succeeded } from '../model/outcome.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { SIDES } from '../model/side.ts';
import { dateNotes, dateProblems } from './business-day.ts';
import { onePlace } from './one-place.ts';

/** Granularity of file times (SFTP and S3 give whole seconds), doubled. */
const CLOCK_GRAIN_MS = 2_000;
/** A store may settle a write after the batch has ended, and a batch may write another file after the one that was observed. */
const SETTLING_MS = 60_000;

/**
 * Why content of this pair cannot be compared, whatever a check finds; empty when it can. `output` narrows it to one output.
 */
export function whyNotComparable(
  pair: EvidencePair,
  scenario: Scenario,
  { businessDate, world }: Pick<RunRecord, 'businessDate' | 'world'>,
  output?: string,
): readonly Message[] {
  const outputs = output === undefined ? Object.keys(scenario.outputs) : [output];
  return [
    ...SIDES.flatMap((side) => sideProblems(pair[side], outputs)),
    ...onePlace(pair, outputs, world),
    ...dateProblems(pair, scenario, businessDate),
    ...(outputs.length > 0 && outputs.every((name) => identical(pair, name)) ? [] : movement(pair)),
  ];
}

/** What is worth knowing although it does not forbid comparing. */
export function comparisonNotes(pair: EvidencePair, scenario: Scenario): readonly Message[] {
  const takes = SIDES.flatMap((side) =>
    (pair[side].observation.notes ?? []).map(({ id, text }) => message(id, '{side}: {note}', { side, note: text })),
  );
  takes.push(...dateNotes(pair, scenario));
  if (!Object.keys(scenario.outputs).every((name) => identical(pair, name))) return takes;
  const moved = movement(pair).map(({ text }) =>
    message('comparable.moved-identical', '{what}; the outputs are identical all the same', { what: text }),
  );
  return [...takes, ...moved];
}

/** What is wrong with the evidence of one side: how it ended, what is missing, what is not of this take (`comparable.stale`, `comparable.replaced`). */
export function sideProblems(side: SideEvidence, outputs: readonly string[]): Message[] {
  const { side: name, outcome, startedAt, finishedAt } = side.observation;
  const problems: Message[] = [];
  if (!succeeded(outcome)) {
    problems.push(message('comparable.outcome', 'the {side} side did not succeed: {outcome}', { side: name, outcome: describeOutcome(outcome) }));
  }
  for (const one of side.missing.filter((gap) => outputs.includes(gap.output))) {
    problems.push(
      message('comparable.missing', '{output} of the {side} side is missing: {error}', { output: one.output, side: name, error: one.error.message }),
    );
  }
  for (const one of side.artifacts.filter((file) => outputs.includes(file.output))) {
    if (one.writtenAt !== undefined && Date.parse(one.writtenAt) < Date.parse(startedAt) - CLOCK_GRAIN_MS) {
      const values = { source: one.source, side: name, writtenAt: one.writtenAt, startedAt };
      problems.push(
        message(
          'comparable.stale',
          '{source} of the {side} side was written at {writtenAt}, before its take began at {startedAt}: it is not of this run',
          values,
        ),
      );
    }
    if (one.writtenAt !== undefined && Date.parse(one.writtenAt) > Date.parse(finishedAt) + SETTLING_MS) {
      const values = { source: one.source, side: name, writtenAt: one.writtenAt, finishedAt };
      const text = '{source} was written at {writtenAt}, after the take of the {side} side was over ({finishedAt}): another run may have replaced it';
      problems.push(message('comparable.replaced', text, values));
    }
  }
  return problems;
}

/** A source that moved could hide or explain a difference; a probe that could not be read may hide a movement. */
function movement(pair: EvidencePair): Message[] {
  const names = [...new Set(pair.probes.map((one) => one.probe))];
  const observed = SIDES.find((side) => pair[side].observation.runner === 'observe');
  if (names.length > 0 && observed !== undefined) {
    const text = 'the {side} side was observed: it ran before the probes were read, and whether the source moved between the sides is unknown';
    return [message('comparable.unwatched', text, { side: observed })];
  }
  return names.flatMap((name) => {
    const readings = pair.probes.filter((one) => one.probe === name);
    const failed = readings.find((one) => one.error !== undefined || one.value === undefined);
    if (failed !== undefined) {
      return [
        message('comparable.unprobed', 'probe {name} could not be read {moment} the takes: whether the source moved is unknown', {
          name,
          moment: failed.moment,
        }),
      ];
    }
    const values = [...new Set(readings.map((one) => one.value ?? ''))];
    if (values.length < 2) return [];
    return [
      message('comparable.moved', 'the source moved during the run: probe {name} went from {from} to {to}', {
        name,
        from: values[0] ?? '',
        to: values.at(-1) ?? '',
      }),
    ];
  });
}

/** Whether both sides left the same files, byte by byte. */
export function identical(pair: EvidencePair, output: string): boolean {
  const digests = (files: readonly EvidenceFile[]) =>
    files
      .filter((one) => one.output === output)
      .map((one) => one.sha256)
      .sort();
  const legacy = digests(pair.legacy.artifacts);
  const candidate = digests(pair.candidate.artifacts);
  return legacy.length > 0 && legacy.length === candidate.length && legacy.every((digest, index) => digest === candidate[index]);
}
