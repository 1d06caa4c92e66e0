import type { Certificate, Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';

/** The name of a certificate's file, without folders. */
export function certificateName(subject: Certificate['subject']): string {
  return 'host' in subject ? `${subject.host}.json` : `scenario-${subject.scenario}.json`;
}

/**
 * It goes by its own name: whoever asks for the certificate of one host by its file must not be answered by that of another. A copy may be called anything but what a
 * certificate of something else would be called, which `isTaken` says.
 */
export function ownName(subject: Certificate['subject'], file: string, isTaken: (name: string) => boolean): Condition {
  const condition = conditionOf('own-name', 'it is of what its file is named after');
  const own = certificateName(subject);
  const about = 'host' in subject ? `host ${subject.host}` : `scenario ${subject.scenario}`;
  if (file === own || !isTaken(file)) return condition.pass({ summary: about });
  return condition.fail({ summary: `it is of ${about}, and named ${file}`, fix: `Ask for ${own}, or run the gate of what ${file} is named after.` });
}
