export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #f8fafc; --card: #fff; --line: #e2e8f0; --strong: #0f172a; --muted: #475569;
  --brand: #1f55e6; --brand-soft: #e8f0ff; --code: #f1f5f9; --ok: #15803d; --danger: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --ground: #0b1220; --card: #121a2a; --line: #1f2937; --strong: #e5e7eb;
  --muted: #94a3b8; --brand: #7ea4ff; --brand-soft: #12233f; --code: #0f172a; --ok: #4ade80; --danger: #f87171; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--strong); font: 14px/1.6 Inter, system-ui, sans-serif; }
header { border-bottom: 1px solid var(--line); background: var(--card); }
header > div, main { max-width: 1200px; margin: 0 auto; padding: 16px 24px; }
header > div { display: flex; flex-wrap: wrap; gap: 8px 32px; align-items: center; justify-content: space-between; }
h1 { font-size: 20px; line-height: 1.35; margin: 0; }
h2 { font-size: 16px; margin: 0 0 12px; }
time, .num { font-variant-numeric: tabular-nums; }
#now { font-size: 16px; font-weight: 600; }
main { display: grid; gap: 16px; grid-template-columns: repeat(12, 1fr); }
section { grid-column: span 6; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 24px;
  min-width: 0; box-shadow: 0 1px 2px rgba(15,23,42,.06); }
section.wide { grid-column: 1 / -1; }
@media (max-width: 860px) { section { grid-column: 1 / -1; } }
p { margin: 0 0 12px; color: var(--muted); }
a { color: var(--brand); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 500; color: var(--muted); }
tbody tr:last-child td { border-bottom: 0; }
.muted { color: var(--muted); }
code, pre { font: 12px/1.45 "JetBrains Mono", ui-monospace, monospace; background: var(--code); border-radius: 6px; }
code { padding: 2px 6px; }
pre { padding: 12px; margin: 12px 0 0; overflow: auto; max-height: 320px; white-space: pre-wrap; overflow-wrap: anywhere; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin-bottom: 12px; }
label { display: grid; gap: 4px; color: var(--muted); font-size: 12px; }
input, select { height: 36px; padding: 0 10px; border: 1px solid var(--line); border-radius: 10px; background: var(--ground);
  color: var(--strong); font: inherit; min-width: 0; max-width: 100%; }
input[type=number] { width: 96px; }
button { height: 36px; padding: 0 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--card);
  color: var(--strong); font: inherit; font-weight: 500; cursor: pointer; }
button:hover { background: var(--brand-soft); }
button.primary { background: #1f55e6; border-color: #1f55e6; color: #fff; }
button.primary:hover { background: #1742b4; }
button[disabled] { opacity: .6; cursor: progress; }
:focus-visible { outline: 2px solid #356eff; outline-offset: 2px; }
#answer[data-state=ok] { border-left: 3px solid var(--ok); }
#answer[data-state=failed] { border-left: 3px solid var(--danger); }
details + details { margin-top: 8px; }
iframe { width: 100%; height: 420px; border: 1px solid var(--line); border-radius: 10px; background: #fff; margin-top: 8px; }
`;
