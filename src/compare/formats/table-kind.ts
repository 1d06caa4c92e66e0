import type { z } from 'zod';
import type { Format } from '../../model/registries.ts';
import type { TableFormat } from './raw-table.ts';

/** One format of files that become tables. */
export interface TableKind extends Format {
  /** How files with these settings are read and compared; undefined where the settings are not valid. */
  read(config: unknown): TableFormat | undefined;
}

/** A format by the schema of its settings and what they mean. */
export function tableKind<C>(kind: string, config: z.ZodType<C>, format: (config: C) => TableFormat): TableKind {
  return {
    kind,
    config,
    read(value) {
      const parsed = config.safeParse(value);
      return parsed.success ? format(parsed.data) : undefined;
    },
  };
}
