import { TwinrunError } from '../model/error.ts';
import { SIDES, type Side } from '../model/side.ts';

/**
 * `legacy=Asia/Tokyo,candidate=UTC` as a value for each side; a value without a side is for both. An option may be repeated; what is given later counts.
 * Throws `cli.side-value` for an empty one.
 */
export function sideValues(option: string, texts: readonly string[]): Readonly<Partial<Record<Side, string>>> {
  const values: Partial<Record<Side, string>> = {};
  for (const part of texts.flatMap((text) => text.split(/,(?=(?:legacy|candidate)=)/))) {
    const [, side, value = ''] = /^(?:(legacy|candidate)=)?(.*)$/s.exec(part) ?? [];
    if (value === '') throw emptyValue(option, part);
    for (const one of SIDES) if (side === undefined || side === one) values[one] = value;
  }
  return values;
}

function emptyValue(option: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'cli.side-value',
    class: 'misuse',
    message: 'a value is empty',
    expected: `--${option} <for both>, or --${option} legacy=<value>,candidate=<value>`,
    received,
    at: { field: `--${option}` },
    fix: 'Write the value behind the side, or leave the side out.',
  });
}
