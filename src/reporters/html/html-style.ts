/** The page's look: light and dark as the reader's system says, and ink on paper. Nothing is loaded. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --text: #1b1f24; --muted: #59636e; --page: #ffffff; --card: #f6f8fa; --line: #d1d9e0;
  --pass: #116329; --fail: #b3121d; --warn: #7d4e00;
  --gone: #ffd7d5; --new: #ccf0d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --muted: #9aa4af; --page: #0d1117; --card: #161b22; --line: #3d444d;
    --pass: #4ac26b; --fail: #ff7b72; --warn: #e0b040;
    --gone: #6e2326; --new: #1c5a31;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 80rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: baseline; border-bottom: 1px solid var(--line); padding-bottom: 1rem; margin-bottom: 1.5rem; }
h1 { font-size: 1.35rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: .35rem 0; overflow-wrap: anywhere; }
.badge { border: 1.5px solid currentColor; border-radius: .35rem; padding: .05rem .6rem; font-weight: 700; font-size: .9rem; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .inconclusive, .warning { color: var(--warn); }
.muted { color: var(--muted); } .strong { font-weight: 650; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.scroll > table.contrast { width: 100%; }
caption { text-align: left; color: var(--muted); padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; max-width: 32rem; }
th { background: var(--card); font-weight: 600; white-space: nowrap; }
.right { text-align: right; }
td.side { width: 36%; min-width: 11rem; overflow-wrap: anywhere; font-family: ui-monospace, "Noto Sans Mono", "Noto Sans Mono CJK JP", monospace; font-size: .88rem; white-space: pre-wrap; }
del, ins { text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; border-radius: .2rem; padding: 0 .1rem; }
del { background: var(--gone); } ins { background: var(--new); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: .75rem; overflow-x: auto; }
ul.tree, ul.tree ul { list-style: none; padding-left: 1.1rem; border-left: 1px solid var(--line); }
@media print {
  :root { color-scheme: light; --text: #000; --muted: #444; --page: #fff; --card: #f2f2f2; --line: #999; --pass: #0b4d1e; --fail: #8a0e17; --warn: #5c3a00; --gone: #ffd7d5; --new: #ccf0d6; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  del, ins, th, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
