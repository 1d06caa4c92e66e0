import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeWithPrograms, runs } from '../testing/system-program.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const read = (path: string) => readFileSync(join(scenarios, path), 'utf8');
const scripts = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sh'));

describe('the scenarios of the package', () => {
  it('hold the scripts', () => expect(scripts.length).toBe(4));

  it('ask the database the same on both sides of client-export', () => {
    expect(read('client-export/candidate/client-export.sql')).toBe(read('client-export/legacy/client_export.sql'));
  });

  it.each(scripts)('%s can be started', (path) => expect(statSync(join(scenarios, path)).mode & 0o111).toBe(0o111));

  for (const name of ['sh', 'dash', 'bash', 'busybox']) {
    describeWithPrograms([name], name, (paths) => {
      const args = name === 'busybox' ? ['sh', '-n'] : ['-n'];
      it.each(scripts)('reads %s', (path) => expect(runs(paths[name] ?? '', [...args, join(scenarios, path)])).toBe(true));
    });
  }

  it('drift only where the README says so', () => {
    const changed = (a: string, b: string) => {
      const before = new Set(read(a).split('\n'));
      return read(b)
        .split('\n')
        .filter((line) => !before.has(line));
    };
    expect(changed('client-export/candidate/client-export.sql', 'client-export-drifted/candidate/client-export.sql')).toEqual([
      '-- Sorted by bytes, as sort does in the image; NULL as \\N, so that it cannot be taken for an empty text.',
      '  ORDER BY c.name_kana COLLATE "C", c.client_id',
      ") TO STDOUT WITH (FORMAT csv, NULL '\\N');",
    ]);
    expect(read('client-export-drifted/candidate/Dockerfile')).not.toMatch(/tzdata/);
    expect(read('client-export/candidate/Dockerfile')).toMatch(/^ +tzdata/m);
  });

  it.each(['client-export', 'client-export-drifted', 'client-export-first'])(
    '%s has a README that names schedule, user, impact and rollback',
    (id) => {
      expect(read(`${id}/README.md`)).toMatch(/schedule[\s\S]*impact[\s\S]*rollback/i);
    },
  );
});
