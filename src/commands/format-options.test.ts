import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { type FormatOptions, formatOptions, readFormatOptions } from './format-options.ts';

const read = async (...words: string[]) => readFormatOptions((await formatOptions(yargs(words)).parse()) as FormatOptions);

describe('the options for formats', () => {
  it('are none by default', async () => expect(await read()).toEqual({}));

  it('name a format and its settings as a scenario does', async () => {
    expect(await read('--format', 'fixed', '--fields', 'id:6,"full, name:20"', '--unit', 'bytes', '--trim', 'end', '--encoding', 'cp932')).toEqual({
      format: 'fixed',
      settings: {
        encoding: 'cp932',
        fields: [
          { name: 'id', width: 6 },
          { name: 'full, name', width: 20 },
        ],
        unit: 'bytes',
        trim: 'end',
      },
    });
    expect(await read('--format', 'jsonl', '--fields', 'id,name', '--types', 'same')).toEqual({
      format: 'jsonl',
      settings: { fields: ['id', 'name'], types: 'same' },
    });
    expect(await read('--header', 'id,name')).toEqual({ settings: { header: ['id', 'name'] } });
  });

  it('take an encoding for both sides, or for each', async () => {
    expect(await read('--encoding', 'legacy=cp932,candidate=utf-8')).toEqual({ settings: { encoding: { legacy: 'cp932', candidate: 'utf-8' } } });
    expect(await read('--encoding', 'legacy=cp932')).toEqual({ settings: { encoding: { legacy: 'cp932', candidate: 'utf-8' } } });
    expect(await read('--encoding', 'auto')).toEqual({ settings: { encoding: 'auto' } });
  });

  it('refuse a field without a width', async () => {
    await expect(read('--format', 'fixed', '--fields', 'id')).rejects.toMatchObject({ code: 'cli.fields', exitCode: 3 });
  });
});
