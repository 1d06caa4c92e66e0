interface Setting {
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** One unit of systemd with its drop-ins. */
export interface UnitFile {
  /** Of the unit itself. */
  readonly file: string;
  /** In order; an empty assignment has removed those before it. */
  all(section: string, key: string): readonly Setting[];
  last(section: string, key: string): Setting | undefined;
}

/** Reads systemd.syntax(7): sections, `key=value`, `#` and `;` comments, a backslash at the end goes on with the next line. */
export function readUnit(files: readonly { readonly file: string; readonly text: string }[]): UnitFile {
  const settings = new Map<string, Setting[]>();
  for (const { file, text } of files) {
    let section = '';
    let held = '';
    for (const [index, content] of text.split('\n').entries()) {
      if (/^\s*[#;]/.test(content)) continue;
      const line = held + content.trim();
      held = line.endsWith('\\') ? `${line.slice(0, -1).trimEnd()} ` : '';
      if (held !== '') continue;
      const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
      if (name !== undefined) section = name;
      const [, key, value = ''] = /^([A-Za-z][\w-]*)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key === undefined) continue;
      const id = `${section}.${key}`;
      settings.set(id, value === '' ? [] : [...(settings.get(id) ?? []), { value, file, line: index + 1 }]);
    }
  }
  const all = (section: string, key: string) => settings.get(`${section}.${key}`) ?? [];
  return { file: files[0]?.file ?? '', all, last: (section, key) => all(section, key).at(-1) };
}
