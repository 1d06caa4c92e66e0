import { posix } from 'node:path';
import type { SharedContainer, Survey, SurveyEntry } from '../model/survey.ts';

type Facts = Pick<Survey, 'entries' | 'scripts'>;

/**
 * Which batches could be one image and one task definition with a command each: those of one user whose scripts lie in one folder, or whose scripts are of one
 * interpreter and use the same database or the same partner.
 */
export function sharedContainers(facts: Facts): readonly SharedContainer[] {
  const enabled = facts.entries.filter((entry) => entry.enabled && scriptOf(entry, facts) !== undefined);
  const groups: { entries: SurveyEntry[]; because: Set<string> }[] = [];
  for (const entry of enabled) {
    const fits = groups.flatMap((group) => {
      const reasons = group.entries.map((other) => common(entry, other, facts)).filter((reason) => reason !== undefined);
      return reasons.length === 0 ? [] : [{ group, reasons }];
    });
    const merged = { entries: [...fits.flatMap(({ group }) => group.entries), entry], because: new Set<string>() };
    for (const { group, reasons } of fits) {
      for (const reason of [...group.because, ...reasons]) merged.because.add(reason);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(merged);
  }
  return groups
    .filter(({ entries }) => entries.length > 1)
    .map(({ entries, because }) => ({ entries: entries.map(({ id }) => id), because: [`all run as ${entries[0]?.user}`, ...because] }));
}

function common(a: SurveyEntry, b: SurveyEntry, facts: Facts): string | undefined {
  if (a.user !== b.user) return undefined;
  const [mine, theirs] = [scriptOf(a, facts), scriptOf(b, facts)];
  if (mine === undefined || theirs === undefined) return undefined;
  if (homeOf(mine.path) === homeOf(theirs.path)) return `their scripts lie in ${homeOf(mine.path)}`;
  if (mine.interpreter !== theirs.interpreter) return undefined;
  const shared = [...placesOf(a)].filter((place) => placesOf(b).has(place)).sort();
  return shared.length === 0 ? undefined : `their scripts are of ${mine.interpreter} and use ${shared.join(', ')}`;
}

/** The first script that an entry runs. */
function scriptOf({ id, uses }: SurveyEntry, { scripts }: Facts) {
  const run = uses.files.find(({ access, remote }) => access === 'execute' && remote === undefined);
  return scripts.find(({ path, entries }) => path === run?.path && entries.includes(id));
}

/** Folder of an application: `/opt/shop/bin/x.sh` is of `/opt/shop`. */
function homeOf(path: string): string {
  return posix.dirname(path).replace(/\/(?:s?bin|scripts?|jobs?|batch|cron)$/, '');
}

/** Databases and partners, as far as they are known in whole. */
function placesOf({ uses }: SurveyEntry): ReadonlySet<string> {
  const databases = uses.databases
    .filter(({ database, resolved }) => resolved && database !== undefined)
    .map(({ kind, host = 'local', database }) => `${kind} ${host}/${database}`);
  const partners = uses.endpoints
    .filter(({ kind, resolved }) => resolved && /^(?:s?ftps?|ssh|scp|rsync)$/.test(kind))
    .map(({ kind, host }) => `${kind} ${host}`);
  return new Set([...databases, ...partners]);
}
