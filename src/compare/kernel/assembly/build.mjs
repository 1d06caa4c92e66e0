// Compiles the kernel to dist, unless it was compiled from these very sources already.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '../../../..');
const target = join(root, 'dist/src/compare/kernel');
const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'];
const memory = ['--importMemory', '--sharedMemory', '--maximumMemory', '65536'];

const sources = readdirSync(folder).sort();
const hash = createHash('sha256');
for (const name of sources) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
const made = `${version} ${hash.digest('hex')}\n`;
const mark = join(target, 'kernel.made-of');
if (known() !== made) {
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(target, { recursive: true });
  const { error, stderr } = await asc.main([join(folder, 'index.ts'), '-o', join(target, 'kernel.wasm'), ...flags, ...memory]);
  if (error !== null) throw new Error(stderr.toString());
  writeFileSync(mark, made);
}

function known() {
  try {
    readFileSync(join(target, 'kernel.wasm'));
    return readFileSync(mark, 'utf8');
  } catch {
    return undefined;
  }
}
