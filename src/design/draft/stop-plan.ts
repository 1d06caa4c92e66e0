import type { Document } from '../../model/document.ts';
import { formatLocation } from '../../model/location.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { draftOutputs } from './draft-outputs.ts';

interface StopOf {
  readonly id: string;
  readonly entry: SurveyEntry;
  readonly survey: Survey;
  /** Relations of the entry, in words. */
  readonly relations: readonly string[];
}

/** How a batch that nobody needs is ended: it is not migrated, so it has no sides. What only people know is marked ???. */
export function stopPlan({ id, entry, survey, relations }: StopOf): Document {
  const strays = (survey.strays ?? []).filter((stray) => stray.entry === entry.id);
  const outputs = draftOutputs(entry).map(({ file }) => `${file.remote === undefined ? '' : `${file.remote}:`}${file.path}`);
  const scripts = survey.scripts.filter(({ entries }) => entries.length === 1 && entries[0] === entry.id).map(({ path }) => path);
  const others =
    relations.length === 0
      ? 'No other batch of the host was seen to depend on it.'
      : `Other batches are tied to it: ${relations.join('; ')}. Settle these first.`;
  const evidence = strays.map(({ kind, evidence: seen }) => `${kind}: ${seen}`).join('; ');
  const steps = [
    `Who confirms that it is not needed, and on what day? ???${evidence === '' ? ' Nothing in the survey says so.' : ` The survey saw: ${evidence}.`}`,
    others,
    `Who is told, and by when? ??? What it prints goes to ${entry.environment.MAILTO || entry.user}.${outputs.length === 0 ? '' : ` Who uses ${outputs.join(', ')}?`}`,
    entry.scheduler === 'systemd'
      ? `Stop it, and keep it: systemctl disable --now ${entry.timer ?? 'its timer'}`
      : `Stop it, and keep it: put \`#\` before ${formatLocation(entry.at)}: ${entry.schedule.written} ${entry.command}`,
    `Wait for one whole period and the longest reporting period that could miss it. Until when? ??? Next it would have run: ${entry.schedule.next[0] ?? 'not known'}.`,
    `If somebody misses it: take the \`#\` away again. Who may decide that? ???`,
    `Then delete the line${scripts.length === 0 ? '' : `, and what only this batch uses: ${scripts.join(', ')}`}. On what day, and who keeps a copy? ???`,
  ];
  return {
    title: `Stop plan of ${id}`,
    blocks: [
      {
        kind: 'text',
        spans: [
          {
            text: `disposition: retire. From the survey of ${survey.host.name} (${survey.host.at}), entry ${entry.id}. What is marked ??? only people know.`,
          },
        ],
      },
      { kind: 'list', ordered: true, items: steps.map((text) => ({ text })) },
    ],
  };
}
