// Bundles the sources to dist: Node takes half a millisecond a file to load them. What only some commands need stays in files of its own.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

const root = join(import.meta.dirname, '..');
const target = { platform: 'node', target: 'node20.19', logLevel: 'warning' };
// What nearly every command loads is bundled, too, with what it brings.
const BUNDLED = ['csv-parse', 'diff', 'yargs'];
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const alias = { 'string-width': './src/runtime/string-width.ts' };
const external = Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));
const common = { ...target, absWorkingDir: root, bundle: true, external, alias, outbase: '.', outdir: 'dist' };
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

/** The licences of the packages that are in these files: their copies must bear them. */
function licencesOf(parts) {
  const packages = Object.values(parts).flatMap((sources) =>
    sources.flatMap((source) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []),
  );
  return [...new Set(packages)].sort().map((folder) => {
    const name = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
    if (name === undefined) throw new Error(`${folder} has no licence`);
    return `${folder.replace('node_modules/', '')}\n\n${readFileSync(join(root, folder, name), 'utf8').trim()}\n`;
  });
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
const parts = sourcesOf(metafile);
writeFileSync(join(root, 'dist/parts.json'), JSON.stringify(parts));
writeFileSync(join(root, 'dist/third-party-licenses.txt'), licencesOf(parts).join(`\n${'-'.repeat(80)}\n\n`));

await build({ ...common, ...noModule, ...cjs, entryPoints: ['src/compare/kernel/worker.ts'] });
await bundle('src/bench', ['src/bench/main.ts']);
const { outputFiles } = await bundle('src/bench/programs', ['src/bench/programs/*.ts'], { ...cjs, write: false });
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, { ...target, ...noModule, supported: { 'dynamic-import': false } });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}
