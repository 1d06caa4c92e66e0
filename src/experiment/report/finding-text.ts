import type { Text } from '../../model/document.ts';
import type { Finding } from '../../model/finding.ts';

/** A finding as one line: where it was met, what it is, how to mend it. */
export function findingText({ output, side, message, fix }: Finding): Text {
  const where = [output, side].filter((part) => part !== undefined).map((part) => `${part}: `);
  return { text: `${where.join('')}${message.text}. ${fix.text}`, tone: 'warning' };
}
