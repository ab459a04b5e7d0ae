export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f7f8fa, #0f1115); --card: light-dark(#fff, #171a20); --line: light-dark(#e3e6eb, #2a2f38);
  --text: light-dark(#1a1d23, #e6e9ef); --dim: light-dark(#5c6470, #98a1af); --soft: light-dark(#f1f3f6, #1f242c);
  --accent: light-dark(#4f46e5, #a5b4fc);
  --good: light-dark(#0f6b3f, #7ee2a8); --good-soft: light-dark(#e2f5ea, #12301f);
  --wait: light-dark(#8a5a00, #f2c66d); --wait-soft: light-dark(#fdf2d8, #33270d);
  --bad: light-dark(#a3232b, #ff9b9b); --bad-soft: light-dark(#fde7e7, #3a1719);
}
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; background: var(--page); color: var(--text); }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header { background: var(--card); border-bottom: 1px solid var(--line); }
header > div, main { max-width: 80rem; margin: 0 auto; padding: 0 1.5rem; }
header > div { display: flex; flex-wrap: wrap; gap: 0 1.25rem; align-items: center; min-height: 3.25rem; }
header strong { font-size: 1rem; } header strong a { color: inherit; }
nav { display: flex; gap: .25rem; }
nav a { padding: .3rem .6rem; border-radius: 6px; color: var(--dim); }
nav a[aria-current] { background: var(--soft); color: var(--text); font-weight: 500; }
.clock { margin-left: auto; color: var(--dim); font-variant-numeric: tabular-nums; }
main { padding-bottom: 3rem; }
h1 { overflow-wrap: anywhere; font-size: 1.35rem; margin: 1.5rem 0 1rem; display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
h2 { font-size: .95rem; margin: 2rem 0 .6rem; display: flex; gap: .5rem; align-items: baseline; }
h2 .count { color: var(--dim); font-weight: 400; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card.scroll { overflow-x: auto; } .card.padded { padding: 1rem 1.25rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .5rem 1rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; } tbody tr:hover { background: var(--soft); }
th { color: var(--dim); font-weight: 500; font-size: 12px; }
td.amount, th.amount { text-align: right; } td.text { white-space: normal; } td.actions { text-align: right; }
code, pre { font: 12px/1.5 ui-monospace, monospace; } code { color: var(--dim); }
pre { margin: 0; padding: 1rem 1.25rem; overflow-x: auto; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .9rem 1.5rem; margin: 0; }
dt { color: var(--dim); font-size: 12px; } dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
div.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; }
form { display: inline-flex; flex-wrap: wrap; gap: .4rem; margin: 0; } td form { margin: 0 0 .3rem .4rem; }
button, input, select { font: inherit; padding: .3rem .75rem; border-radius: 7px; border: 1px solid var(--line); background: var(--card); color: inherit; min-width: 0; }
button { cursor: pointer; font-weight: 500; } button:hover { border-color: var(--accent); color: var(--accent); }
.state { display: inline-block; padding: 0 .55rem; border-radius: 99px; font-size: 12px; line-height: 1.6; font-weight: 500; background: var(--soft); color: var(--dim); }
.state.good { background: var(--good-soft); color: var(--good); } .state.wait { background: var(--wait-soft); color: var(--wait); }
.state.bad { background: var(--bad-soft); color: var(--bad); }
.notice { margin: 1rem 0 0; padding: .6rem 1rem; border-radius: 8px; } .notice code { color: inherit; margin-left: .5rem; }
.notice.good { background: var(--good-soft); color: var(--good); } .notice.bad { background: var(--bad-soft); color: var(--bad); }
.empty { color: var(--dim); padding: 1rem 1.25rem; margin: 0; } .more { margin: .6rem 0 0; } .pager { display: flex; gap: 1rem; color: var(--dim); }
@media (max-width: 640px) {
  header > div, main { padding-left: 1rem; padding-right: 1rem; } header > div { padding-top: .6rem; padding-bottom: .5rem; }
  .clock { margin: 0; width: 100%; order: 3; font-size: 12px; } nav { overflow-x: auto; max-width: 100%; margin: 0 -.6rem; }
  dl { grid-template-columns: 1fr 1fr; }
  thead { display: none; } table, tbody { display: block; }
  tbody tr { display: grid; grid-template-columns: 1fr auto; gap: .15rem 1rem; padding: .75rem 1rem; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  td, td.amount, td.actions { display: block; padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; grid-column: 1 / -1; }
  td:first-child { grid-column: 1; font-weight: 500; } td.state-cell { grid-column: 2; grid-row: 1; }
  td[data-label]::before { content: attr(data-label) ' '; color: var(--dim); font-size: 12px; }
  td:first-child::before, td.state-cell::before { content: none; } td:empty { display: none; }
  td form { margin: .4rem .4rem 0 0; }
}
`;
