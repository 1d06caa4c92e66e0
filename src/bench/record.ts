/** The columns of the generated tables: 7, about 100 bytes a record. */
export const COLUMNS = ['id', 'name', 'city', 'amount', 'status', 'updated_at', 'note'] as const;

export type Column = (typeof COLUMNS)[number];

/** A record's cells as texts, by column. */
export type BenchRecord = Readonly<Record<Column, string>>;

const FAMILIES = ['Sato', 'Suzuki', 'Takahashi', 'Tanaka', '伊藤', '渡辺', 'Yamamoto', 'Nakamura'];
const GIVEN = ['Haruto', 'Yui', 'Sota', 'Hina', 'Ren', 'Aoi', '結衣', 'Minato'];
const CITIES = ['Tokyo', 'Osaka', 'Yokohama', '名古屋', 'Sapporo', 'Fukuoka', 'Kawasaki', 'Kobe'];
const STATUSES = ['active', 'closed', 'on hold', 'pending'];
const NOTES = ['first contact by the partner', 'contract renewed twice', 'asks for paper invoices', 'pays at the end of the month'];
/** 2026-01-01T00:00:00Z, and the seconds of the year after it, from which times are drawn. */
const FIRST = 1_767_225_600;
const YEAR = 31_536_000;

/** Makes any record of a table by its place alone, so that shuffled copies need no memory of what they copy. */
export function makeRecord(seed: number, place: number): BenchRecord {
  const draw = (field: number, size: number) => mix(seed, place, field) % size;
  const pick = (field: number, words: readonly string[]) => words[draw(field, words.length)] ?? '';
  return {
    id: String(10_000_000 + place),
    name: nameOf(pick(1, FAMILIES), pick(2, GIVEN), draw(3, 100)),
    city: pick(4, CITIES),
    amount: `${draw(5, 1_000_000)}.${String(draw(6, 100)).padStart(2, '0')}`,
    status: pick(7, STATUSES),
    updated_at: timeText(FIRST + draw(8, YEAR)),
    note: `${pick(9, NOTES)} ${draw(10, 10_000)}`,
  };
}

/** 5 % of the names need quotes: a delimiter, a newline, a quote. */
function nameOf(family: string, given: string, chance: number): string {
  if (chance < 2) return `${family}, ${given}`;
  if (chance < 4) return `${family}\n${given}`;
  if (chance < 5) return `${family} "${given}"`;
  return `${family} ${given}`;
}

/** `2026-03-01 12:34:56`, in UTC. */
export function timeText(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** The same time nine hours earlier: what a container without time zone data writes in the place of Tokyo's time. */
export function nineHoursEarlier(time: string): string {
  return timeText(Date.parse(`${time.replace(' ', 'T')}Z`) / 1000 - 9 * 3600);
}

/** The record as a line of CSV (RFC 4180). */
export function csvLine(record: BenchRecord): string {
  const name = /[",\n]/.test(record.name) ? `"${record.name.replaceAll('"', '""')}"` : record.name;
  return `${record.id},${name},${record.city},${record.amount},${record.status},${record.updated_at},${record.note}\n`;
}

/** 32 bits that look random, from the seed, the place and the field (the finisher of MurmurHash3). */
function mix(seed: number, place: number, field: number): number {
  let hash = seed ^ Math.imul(place + 1, 0x9e3779b1) ^ Math.imul(field, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
