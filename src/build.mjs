// Bundles the sources to dist: Node takes half a millisecond a file to load them. What only some commands need stays in files of its own.
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  outbase: '.',
  outdir: 'dist',
  logLevel: 'warning',
};

/** Entries that share what they have in common, in `folder`. */
async function bundle(folder, entryPoints) {
  rmSync(join(root, 'dist', folder, 'shared'), { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    entryPoints,
    format: 'esm',
    splitting: true,
    chunkNames: `${folder}/shared/[name]-[hash]`,
    metafile: true,
  });
  const sourcesOf = (inputs) => Object.keys(inputs).filter((source) => inputs[source].bytesInOutput > 0);
  return Object.entries(metafile.outputs).map(([output, { inputs }]) => [output, sourcesOf(inputs)]);
}

/** What starts soonest: each entry with all it needs in one file that is no module. */
async function oneFile(entry) {
  await build({ ...common, entryPoints: [entry], format: 'cjs', outExtension: { '.js': '.cjs' }, define: { 'import.meta.dirname': '__dirname' } });
}

const parts = await bundle('src', [
  'src/cli.ts',
  'src/index.ts',
  'src/check.ts',
  'src/sandbox/daemon.ts',
  'src/sandbox/guardian.ts',
  'src/sandbox/tools/aws.ts',
  'src/sandbox/tools/psql.ts',
  'src/sandbox/tools/sftp.ts',
]);
await oneFile('src/compare/kernel/worker.ts');
await bundle('src/bench', ['src/bench/main.ts']);
await oneFile('src/bench/programs/*.ts');
chmodSync(join(root, 'dist/src/cli.js'), 0o755);
// Which sources are in which file.
writeFileSync(join(root, 'dist/parts.json'), JSON.stringify(Object.fromEntries(parts)));
