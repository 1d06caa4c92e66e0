/** Options of apk and apt-get that take a word of their own. */
const WITH_VALUE = new Set(['-t', '--virtual', '-X', '--repository', '-p', '--root', '-o', '--option', '--target-release']);

/** The packages that a RUN line installs with `apk add` or `apt-get install` (versions cut off); they are noted, never installed. */
export function notedPackages(text: string): readonly string[] {
  return text.split(/&&|\|\||;|\|/).flatMap((command) => {
    const words = command.trim().split(/\s+/);
    const tool = words.findIndex((word) => /^(?:.*\/)?(?:apk|apt-get|apt)$/.test(word));
    const verb = words.findIndex((word, index) => tool >= 0 && index > tool && (word === 'add' || word === 'install'));
    if (verb < 0) return [];
    const packages: string[] = [];
    for (let index = verb + 1; index < words.length; index++) {
      const word = words[index] as string;
      if (WITH_VALUE.has(word)) index += 1;
      else if (!word.startsWith('-')) packages.push(word.replace(/[=<>~@].*$/, ''));
    }
    return packages;
  });
}
