import type { Location } from '../../model/location.ts';
import { formatLocation } from '../../model/location.ts';
import { isScratch } from '../../model/scratch-path.ts';
import type { SurveyEntry } from '../../model/survey.ts';
import { calls, writtenFiles } from '../rule.ts';
import { BLANK, kebab, remark, scalar } from './words.ts';

interface Effect {
  readonly name: string;
  readonly kind: string;
  /** Lines of the target, as a flow mapping; absent where nothing of it can be looked at. */
  readonly target?: string;
  readonly what: string;
  readonly at: Location;
  readonly sides: readonly ('legacy' | 'candidate')[];
}

const BOTH = ['legacy', 'candidate'] as const;

/** Lines of `effects:`: what the batch was seen to do to the world outside. Fences are blank: which variables turn a script away only its author knows. */
export function effectLines(entry: SurveyEntry, host: string | undefined): readonly string[] {
  const taken = new Map<string, number>();
  const effects = [...transfers(entry), ...local(entry, host), ...objects(entry), ...tables(entry), ...mails(entry)];
  return effects.flatMap(({ name, kind, target, what, at, sides }) => {
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return [
      remark(`${what} (${formatLocation(at)}). Which environment variables turn it to a decoy?`, '  '),
      `  ${count === 1 ? name : `${name}-${count}`}:`,
      `    kind: ${kind}`,
      ...(target === undefined ? [] : [`    target: ${target}`]),
      ...sides.map((side) => `    ${side}: { fence: ${BLANK} }`),
    ];
  });
}

function transfers({ uses }: SurveyEntry): readonly Effect[] {
  const sent = uses.endpoints.filter(({ kind }) => /^(?:s?ftps?|ssh|rsync)$/.test(kind));
  return unique(sent, ({ kind, host }) => `${kind} ${host}`).map(({ kind, host, port, user, at }) => {
    const folder = uses.files
      .find(({ remote, access }) => remote === host && access === 'write')
      ?.path.replace(/\/[^/]*$/, '')
      .replace(/^~\/?/, '');
    const path = folder === undefined || folder === '' || /[$*]/.test(folder) ? BLANK : scalar(folder);
    const who = `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
    return { name: 'transfer', kind: 'sftp', target: `{ host: ${BLANK}, path: ${path} }`, what: `transfer by ${kind} to ${who}`, at, sides: BOTH };
  });
}

/** What is written on the host's own disk: the candidate has none, and keeps it in S3. */
function local(entry: SurveyEntry, host: string | undefined): readonly Effect[] {
  const files = writtenFiles(entry).filter(({ path }) => !isScratch(path) && !/\.log$|\/log\//.test(path) && path.startsWith('/'));
  const folders = unique(files, ({ path }) => path.slice(0, path.lastIndexOf('/'))).filter(
    ({ path }) => !/[$*]/.test(path.slice(0, path.lastIndexOf('/'))),
  );
  return folders.flatMap(({ path, at }): Effect[] => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const name = kebab(folder) || 'disk';
    return [
      {
        ...{ name: `disk-${name}`, kind: 'sftp', at, sides: ['legacy'] },
        target: `{ host: ${host === undefined ? BLANK : scalar(host)}, path: ${scalar(folder)} }`,
        what: `files in ${folder}`,
      },
      {
        ...{ name: `s3-${name}`, kind: 's3', at, sides: ['candidate'] },
        target: `{ bucket: ${BLANK}, prefix: ${BLANK} }`,
        what: `in place of the files in ${folder}, which a task's disk would lose`,
      },
    ];
  });
}

function objects({ uses }: SurveyEntry): readonly Effect[] {
  const written = uses.objects.filter(({ access, kind }) => access !== 'read' && kind !== 'aws');
  return unique(written, ({ address }) => address).map(({ kind, address, access, at, resolved }): Effect => {
    const shared = { at, what: `${access} ${address}`, sides: BOTH };
    if (kind === 's3') {
      const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/.exec(address) ?? [];
      const [known, prefix] = [bucket !== '' && !/[$*]/.test(bucket), key.split(/[$*]/)[0] ?? ''];
      return { ...shared, name: 'objects', kind: 's3', target: `{ bucket: ${known ? scalar(bucket) : BLANK}, prefix: ${scalar(prefix)} }` };
    }
    if (kind === 'http') return { ...shared, name: 'call', kind: 'http' };
    const url = resolved && /^https:/.test(address) ? scalar(address) : BLANK;
    return { ...shared, name: 'message', kind: 'queue', target: `{ url: ${url} }` };
  });
}

function tables({ uses }: SurveyEntry): readonly Effect[] {
  const written = uses.tables.filter(({ access }) => access === 'write');
  return unique(written, ({ table }) => table).map(({ table, statement, at }) => ({
    ...{ name: `table-${kebab(table.replace(/\W+/g, '-')) || 'other'}`, kind: 'table', at, sides: BOTH, what: `${statement} ${table}` },
    target: `{ database: ${BLANK}, query: ${scalar(`SELECT count(*) FROM ${table}`)} }`,
  }));
}

function mails(entry: SurveyEntry): readonly Effect[] {
  const [first] = calls(entry, 'mail', 'mailx', 'sendmail', 'mutt', 'msmtp');
  return first === undefined ? [] : [{ name: 'mail', kind: 'mail', what: `mail by ${first.name}`, at: first.at, sides: BOTH }];
}

function unique<T>(list: readonly T[], key: (one: T) => string): readonly T[] {
  return [...new Map([...list].reverse().map((one) => [key(one), one])).values()].reverse();
}
