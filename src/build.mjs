// Bundles the sources to dist: Node takes half a millisecond a file to load them. What only some commands need stays in files of its own.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

const root = join(import.meta.dirname, '..');
const target = { platform: 'node', target: 'node20.19', logLevel: 'warning' };
const common = { ...target, absWorkingDir: root, bundle: true, packages: 'external', outbase: '.', outdir: 'dist' };
// What is no module starts some milliseconds sooner, and loads what it needs at once.
const noModule = { format: 'cjs', define: { 'import.meta.dirname': '__dirname' } };
const cjs = { outExtension: { '.js': '.cjs' } };

/** Entries that share what they have in common, in `folder`. */
async function bundle(folder, entryPoints, more = {}) {
  rmSync(join(root, 'dist', folder, 'shared'), { recursive: true, force: true });
  const chunkNames = `${folder}/shared/[name]-[hash]`;
  return await build({ ...common, entryPoints, format: 'esm', splitting: true, chunkNames, metafile: true, ...more });
}

function sourcesOf({ outputs }) {
  const kept = (inputs) => Object.keys(inputs).filter((source) => inputs[source].bytesInOutput > 0);
  return Object.fromEntries(Object.entries(outputs).map(([output, { inputs }]) => [output, kept(inputs)]));
}

const { metafile } = await bundle('src', [
  'src/cli.ts',
  'src/index.ts',
  'src/check.ts',
  'src/sandbox/daemon.ts',
  'src/sandbox/guardian.ts',
  'src/sandbox/tools/aws.ts',
  'src/sandbox/tools/psql.ts',
  'src/sandbox/tools/sftp.ts',
]);
chmodSync(join(root, 'dist/src/cli.js'), 0o755);
// Which sources are in which file.
writeFileSync(join(root, 'dist/parts.json'), JSON.stringify(sourcesOf(metafile)));

await build({ ...common, ...noModule, ...cjs, entryPoints: ['src/compare/kernel/worker.ts'] });
await bundle('src/bench', ['src/bench/main.ts']);
const { outputFiles } = await bundle('src/bench/programs', ['src/bench/programs/*.ts'], { ...cjs, write: false });
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, { ...target, ...noModule, supported: { 'dynamic-import': false } });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}
