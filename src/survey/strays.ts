import { isScratch } from '../model/scratch-path.ts';
import type { Survey, SurveyEntry, SurveyRelation, SurveyStray } from '../model/survey.ts';
import { writtenPaths } from './outputs.ts';
import { mayBeSame } from './path-pattern.ts';

type Facts = Pick<Survey, 'host' | 'entries' | 'scripts' | 'users' | 'outputs'> & { readonly relations: readonly SurveyRelation[] };
type Found = Omit<SurveyStray, 'entry'> | undefined;

const DAY_MS = 86_400_000;

/** Fires that may have left nothing new before an entry counts as one that does not run. */
const MISSED = 3;

/** Enabled entries of which somebody should be asked whether they are still needed, with the evidence for each. Nothing here proves that one is not. */
export function straysOf(facts: Facts): readonly SurveyStray[] {
  return facts.entries
    .filter(({ enabled }) => enabled)
    .flatMap((entry) =>
      [noOwner(entry, facts), notRun(entry, facts), unreadOutput(entry, facts), scriptMissing(entry)]
        .filter((one) => one !== undefined)
        .map((one) => ({ entry: entry.id, ...one })),
    );
}

function noOwner(entry: SurveyEntry, { scripts }: Facts): Found {
  const gone = scripts.find(({ entries, owner }) => entries.includes(entry.id) && owner !== undefined && /^(?:UNKNOWN|\d+)$/.test(owner));
  if (gone !== undefined)
    return { kind: 'no-owner', evidence: `${gone.path} belongs to an account that is gone (${gone.owner})`, at: { file: gone.path } };
  if (entry.scheduler === 'systemd' || entry.scheduler === 'run-parts' || entry.comment !== undefined) return undefined;
  const { MAILTO } = entry.environment;
  if (MAILTO !== undefined && MAILTO !== '') return undefined;
  const mail =
    MAILTO === '' ? 'MAILTO is empty, so what it prints reaches nobody' : `no MAILTO, so what it prints goes to the mailbox of ${entry.user}`;
  return { kind: 'no-owner', evidence: `nobody is named: no comment above it, ${mail}`, at: entry.at };
}

function notRun(entry: SurveyEntry, { outputs = [], host }: Facts): Found {
  const [first, second] = entry.schedule.next;
  if (first === undefined || second === undefined) return undefined;
  const written = new Set(writtenPaths(entry));
  const seen = outputs.filter(({ path }) => written.has(path));
  if (seen.length === 0 || seen.some(({ partial }) => partial)) return undefined;
  const newest = seen.reduce((best, one) => (one.modified > best.modified ? one : best));
  // A weekend is no silence.
  const patience = Math.max(MISSED * (Date.parse(second) - Date.parse(first)), MISSED * DAY_MS);
  const quiet = Date.parse(host.at) - Date.parse(newest.modified);
  if (quiet <= patience) return undefined;
  const evidence = `of what it writes and could be seen, nothing changed for ${Math.floor(quiet / DAY_MS)} days: the newest is ${newest.newest}, ${newest.modified.slice(0, 10)}`;
  return { kind: 'not-run', evidence, at: entry.at };
}

function unreadOutput(entry: SurveyEntry, { relations, users, entries }: Facts): Found {
  const own = entry.uses.files.filter(({ access, remote }) => /^(?:read|match|delete)$/.test(access) && remote === undefined);
  const unread = writtenPaths(entry).filter((path) => {
    if (isScratch(path) || /\.log(?:\.|$)|\/log\//.test(path) || !path.startsWith('/')) return false;
    // What it reads itself it may send, what it moves away was not the output; what it only removes by age somebody should have read.
    if (own.some((use) => (use.access === 'read' && mayBeSame(path, use.path)) || (use.access === 'delete' && use.path === path))) return false;
    if (users.readers.some((reader) => mayBeSame(path, reader.path))) return false;
    if (
      [...users.exports.map((one) => one.path), ...users.mounts.filter(({ type }) => /^(?:nfs|cifs|smb|fuse)/.test(type)).map(({ on }) => on)].some(
        (place) => path.startsWith(`${place}/`),
      )
    )
      return false;
    return !relations.some(({ kind, from, subject }) => kind === 'file' && from === entry.id && subject === path);
  });
  const [first, ...more] = unread;
  if (first === undefined) return undefined;
  const use = entry.uses.files.find(({ path }) => path === first);
  const others = entries.filter(({ enabled }) => enabled).length - 1;
  return {
    kind: 'unread-output',
    evidence: `${[first, ...more].join(', ')}: none of the other ${others} entries reads it, no transfer log or time of reading shows a reader, and it is not on a shared file system. People who log in may read it`,
    at: use?.at ?? entry.at,
  };
}

function scriptMissing({ uses }: SurveyEntry): Found {
  const missing = uses.unresolved.find(({ kind }) => kind === 'script-missing');
  if (missing !== undefined) return { kind: 'script-missing', evidence: `${missing.what}: ${missing.why}`, at: missing.at };
  const lost = uses.commands.find(
    ({ name, kind, resolved, remote }) => kind === 'program' && resolved && remote === undefined && /^[^/]+\.(?:sh|bash|py|rb|pl|php)$/.test(name),
  );
  return lost === undefined
    ? undefined
    : { kind: 'script-missing', evidence: `${lost.name}: no script of that name in the PATH was captured`, at: lost.at };
}
