import type { Mutation, Place } from '../mutation.ts';
import type { Subject, SubjectFile } from '../subject.ts';

interface Rule {
  readonly id: string;
  readonly title: string;
  readonly check: string;
  /** The file with the fault, or undefined where it does not apply. */
  readonly change: (file: SubjectFile, subject: Subject) => Buffer | undefined;
}

/** A mutation of a whole file: one place an output, and one for files that are copies of each other, such as a backup and its delivery. */
export function fileMutation({ id, title, check, change }: Rule): Mutation {
  return {
    id,
    title,
    applies: async (subject) => {
      const files = await subject.files();
      const places: Place[] = [];
      for (const [at, file] of files.entries()) {
        const { output, label, artifact, bytes } = file;
        const changed = () => change(file, subject) ?? bytes;
        if (changed().equals(bytes)) continue;
        const of = `${check}: { output: ${output} }`;
        places.push({ where: label, output, check: of, mutate: (scratch) => scratch.replace(subject.pair, artifact, changed()) });
        const copies = files.filter((other) => other.artifact.sha256 === artifact.sha256);
        if (copies.length < 2 || copies[0] !== files[at]) continue;
        places.push({
          where: copies.map((one) => one.label).join(' and '),
          check: of,
          mutate: (scratch) => scratch.replace(subject.pair, artifact, changed(), 'in all copies'),
        });
      }
      return places;
    },
  };
}
