import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** A room uses what is below it, never the reverse; rooms of one floor never import each other. Top first. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/cli.ts', 'src/index.ts', 'src/bench'],
  // Servers for tests, which the benchmark measures against.
  ['src/testing'],
  ['src/kinds.ts'],
  ['src/commands'],
  ['src/cutover', 'src/sandbox'],
  ['src/handbook', 'src/selftest', 'src/calibrate', 'src/soak'],
  ['src/experiment', 'src/smoke', 'src/survey', 'src/preflight', 'src/design', 'src/gate'],
  ['src/runners', 'src/collectors', 'src/probes', 'src/effects', 'src/playbooks', 'src/reporters'],
  ['checks'],
  ['src/check.ts'],
  ['src/compare', 'src/store', 'src/scenario', 'src/connections'],
  ['src/schedule'],
  ['src/runtime'],
  ['src/model'],
];

/** What a room may import beside the floors below it, or instead of them. */
const ONLY: Readonly<Record<string, readonly string[]>> = { checks: ['src/check.ts'] };

/** Modules of Node that bring the world into pure rooms. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  checks: /^node:(net|http|https|child_process|dns|tls|dgram|fs)/,
  'src/compare': /^node:(net|http|https|child_process|dns|tls|dgram)/,
  'src/model': /./,
};

const sources = ['src', 'checks']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.split(sep).join('/')}`))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('src/testing/'))
  .sort();

function floorOf(path: string): { floor: number; room: string } {
  for (const [floor, rooms] of FLOORS.entries()) {
    const room = rooms.find((name) => path === name || path.startsWith(`${name}/`));
    if (room !== undefined) return { floor, room };
  }
  throw new Error(`${path} lies on no floor: name its room in src/floors.test.ts and docs/map.md`);
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

function resolve(from: string, specifier: string): string {
  return relative(root, join(root, dirname(from), specifier))
    .split(sep)
    .join('/');
}

describe('the floors', () => {
  it('finds the sources', () => expect(sources.length).toBeGreaterThan(40));

  it.each(sources)('%s imports only downwards', (path) => {
    const { floor, room } = floorOf(path);
    for (const specifier of importsOf(path)) {
      if (!specifier.startsWith('.')) {
        expect(FORBIDDEN[room]?.test(specifier) ?? false, `${path} imports ${specifier}`).toBe(false);
        continue;
      }
      const target = resolve(path, specifier);
      const below = floorOf(target);
      if (below.room === room) continue;
      expect(below.floor, `${path} (${room}) imports ${target} (${below.room})`).toBeGreaterThan(floor);
      const only = ONLY[room];
      if (only !== undefined) expect(only, `${path} may import only ${only?.join(', ')}`).toContain(target);
    }
  });

  it('has no circles', () => {
    const graph = new Map(
      sources.map((path) => [
        path,
        importsOf(path)
          .filter((name) => name.startsWith('.'))
          .map((name) => resolve(path, name)),
      ]),
    );
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) throw new Error(`circle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
  });
});

describe('the world is injected', () => {
  /** Pattern → the only places that may hold it. */
  const BANS: readonly { pattern: RegExp; allowed: RegExp }[] = [
    { pattern: /Date\.now\(|new Date\(\)/, allowed: /^src\/runtime\/clock\.ts$/ },
    { pattern: /Math\.random\(/, allowed: /^$/ },
    { pattern: /randomBytes\(|randomUUID\(/, allowed: /^src\/(runtime|sandbox)\// },
    { pattern: /process\.env/, allowed: /^src\/(cli\.ts|sandbox\/(daemon|tools)\b.*)/ },
    { pattern: /process\.exit\(/, allowed: /^src\/(cli\.ts|sandbox\/(daemon|tools)\b.*)/ },
    { pattern: /\bconsole\./, allowed: /^$/ },
  ];

  it.each(sources)('%s asks no clock, chance or environment of its own', (path) => {
    const code = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
    for (const { pattern, allowed } of BANS) if (!allowed.test(path)) expect(code).not.toMatch(pattern);
  });
});

describe('the map', () => {
  it('names every room', () => {
    const map = readFileSync(join(root, 'docs/map.md'), 'utf8');
    for (const room of FLOORS.flat()) expect(map).toContain(`\`${room}`);
  });
});
