/** What text means nothing to the order: quoted text, names, comments; or a bracket, which opens or closes a part of its own. */
const PIECES = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|`[^`]*`|(\$\w*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\/|[()]|\border\s+by\b/gi;

/** Whether a query states the order of its records: ORDER BY outside of any bracket, comment or text. */
export function isOrdered(sql: string): boolean {
  let depth = 0;
  for (const [piece] of sql.matchAll(PIECES)) {
    if (piece === '(') depth += 1;
    else if (piece === ')') depth -= 1;
    else if (depth === 0 && /^order/i.test(piece)) return true;
  }
  return false;
}
