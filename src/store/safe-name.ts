import { TwinrunError } from '../model/error.ts';

/** A scenario or run id that is safe as the name of a folder. Throws `run.bad-name` (misuse). */
export function safeName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name)) return name;
  throw new TwinrunError({
    code: 'run.bad-name',
    class: 'misuse',
    message: 'this cannot be the name of a scenario or of a run',
    expected: 'up to 128 letters, digits, dots, hyphens and underscores, a letter or digit first',
    received: JSON.stringify(name),
    fix: 'Give the id as `twinrun scenarios` or `twinrun runs` prints it.',
  });
}
