import { message } from '../../model/message.ts';
import type { ObjectStore } from '../../model/object-store.ts';
import type { RunHead } from '../../model/run.ts';
import { mapBounded } from '../../runtime/map-bounded.ts';
import { newestFirst } from '../list-runs.ts';
import { describeHolder, parseHolder } from '../lock-holder.ts';
import { headOf } from '../read-run-head.ts';
import { RUN_FILE, SEAL_FILE, VERDICT_FILE } from '../run-folder.ts';
import { type Keys, OPEN_FILE } from './keys.ts';

const AT_ONCE = 16;
/** Ids that `rehearse` gives begin with their time. */
const DATED = /^\d{8}T\d{6}Z-/;

interface Place {
  readonly id: string;
  readonly scenario: string;
}

/** The heads of the runs in the bucket, newest first; `limit` of each scenario are enough. Those in `here` are told better by what lies on this machine. */
export async function listS3Runs(
  objects: ObjectStore,
  keys: Keys,
  { scenario, limit }: { readonly scenario?: string; readonly limit?: number },
  here: (place: Place) => Promise<boolean> = () => Promise.resolve(false),
): Promise<readonly RunHead[]> {
  const scenarios = scenario === undefined ? await objects.folders(keys.runs) : [scenario];
  const places = await mapBounded(scenarios, AT_ONCE, async (name) => {
    const ids = await objects.folders(keys.scenario(name));
    const elsewhere = await mapBounded(ids, AT_ONCE, async (id) => !(await here({ id, scenario: name })));
    return newestOf(
      ids.filter((_, index) => elsewhere[index]),
      limit,
    ).map((id) => ({ id, scenario: name }));
  });
  const heads = await mapBounded(places.flat(), AT_ONCE, (place) => headIn(objects, keys, place));
  return newestFirst(heads);
}

function newestOf(ids: readonly string[], limit = ids.length): readonly string[] {
  return ids.every((id) => DATED.test(id)) ? [...ids].sort().reverse().slice(0, limit) : ids;
}

async function headIn(objects: ObjectStore, keys: Keys, place: Place): Promise<RunHead> {
  const prefix = keys.run(place.scenario, place.id);
  const folder = `${objects.address}/${prefix}`;
  const [seal, record, verdict] = await Promise.all([SEAL_FILE, RUN_FILE, VERDICT_FILE].map((name) => objects.get(`${prefix}${name}`)));
  const text = (object: typeof seal) => object?.data.toString('utf8');
  if (seal !== undefined) return headOf({ ...place, folder }, { seal: seal.data, record: text(record), verdict: text(verdict) }, dateOf(place.id));
  const holder = parseHolder(text(await objects.get(`${prefix}${OPEN_FILE}`)) ?? '');
  return {
    ...headOf({ ...place, folder }, { seal: undefined, record: undefined, verdict: undefined }, holder?.since ?? dateOf(place.id)),
    outcome: 'interrupted',
    left: 'elsewhere',
    note: message('run.elsewhere', 'not sealed in the store; begun by {holder}, where it may still be under way', {
      holder: holder === undefined ? 'a machine that is not known' : describeHolder(holder),
    }),
  };
}

/** The time in the id, for runs whose record says none. */
function dateOf(id: string): string {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/.exec(id) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return parts.length === 0 ? '1970-01-01T00:00:00.000Z' : `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}
