/** How a table of a test is written as CSV. */
export interface TableStyle {
  readonly bom: boolean;
  readonly lineEnd: '\n' | '\r\n';
  readonly finalNewline: boolean;
  readonly quoting: 'minimal' | 'always';
  /** How empty cells are written; `""` where it is all that a record holds. */
  readonly empty: '' | '""';
}

export const PLAIN: TableStyle = { bom: false, lineEnd: '\n', finalNewline: true, quoting: 'minimal', empty: '' };

/** The table as CSV text (RFC 4180). */
export function writeTable(header: readonly string[], records: readonly (readonly string[])[], style: TableStyle = PLAIN): string {
  const write = (record: readonly string[]) => record.map((value) => writeCell(value, record.length, style)).join(',');
  const lines = [header, ...records].map(write);
  return `${style.bom ? '\ufeff' : ''}${lines.join(style.lineEnd)}${style.finalNewline ? style.lineEnd : ''}`;
}

function writeCell(value: string, width: number, style: TableStyle): string {
  if (value === '') return width === 1 ? '""' : style.empty;
  return style.quoting === 'always' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
