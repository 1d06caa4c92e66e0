/** A column's name as SQL writes it: quoted where it is no plain lower-case name. Key words are not minded: it is shown to people. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
