import { TwinrunError } from '../model/error.ts';
import { CALIBRATION_TAG } from '../model/run.ts';

/** `name=value` texts as a record. Throws `cli.tag`. */
export function parseTags(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([A-Za-z][\w.-]*)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined && name !== CALIBRATION_TAG) return [name, value];
      throw new TwinrunError({
        code: 'cli.tag',
        class: 'misuse',
        message: 'a tag cannot be read',
        expected: `name=value; the name ${CALIBRATION_TAG} is for the runs of \`twinrun calibrate\``,
        received: text,
        fix: 'Write --tag ticket=OPS-123.',
      });
    }),
  );
}
