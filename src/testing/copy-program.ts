import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Copies a program of this machine, with the libraries that it loads, below a folder that becomes the root of an image. */
export function copyProgram(program: string, root: string, target = program): void {
  const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(?:=> )?(\/\S+) \(0x/g);
  for (const [from, to] of [[program, target] as const, ...[...libraries].map(([, path = '']) => [path, path] as const)]) {
    const place = join(root, to);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    cpSync(from, place, { dereference: true });
  }
}
