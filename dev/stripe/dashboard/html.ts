/** Text that is HTML already; everything else is escaped where it is put in. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | null | undefined | false | readonly Piece[];

export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(
    strings.map((text, index) => `${text}${index < pieces.length ? show(pieces[index]) : ''}`).join(''),
  );
}

function show(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(show).join('');
  return escapeHtml(String(piece));
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#e3e5ea, #33373f); --soft: light-dark(#f6f7f9, #1d2026); --dim: light-dark(#636a76, #9aa1ad); --accent: light-dark(#4338ca, #a5b4fc); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 78rem; font: 14px/1.5 system-ui, sans-serif; background: light-dark(#fff, #14161a); color: light-dark(#16181d, #e8eaee); }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; margin-bottom: 1.5rem; }
h1 { font-size: 1.15rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
tr:last-child td { border-bottom: 0; } th { background: var(--soft); color: var(--dim); font-weight: 500; }
td.amount, th.amount { text-align: right; } td.text { white-space: normal; }
code, pre { font: 12px/1.45 ui-monospace, monospace; } pre { background: var(--soft); padding: 1rem; border-radius: 8px; overflow-x: auto; }
form { display: inline-flex; flex-wrap: wrap; gap: .4rem; margin: 0 .4rem .4rem 0; }
button, input, select { font: inherit; padding: .25rem .7rem; border-radius: 6px; border: 1px solid var(--line); background: var(--soft); color: inherit; }
button { cursor: pointer; } button:hover { border-color: var(--accent); }
.state { padding: .05rem .5rem; border-radius: 99px; background: var(--soft); border: 1px solid var(--line); }
.notice { padding: .6rem 1rem; border-radius: 8px; border: 1px solid var(--line); background: light-dark(#fff6e5, #3a2e14); }
.empty { color: var(--dim); } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
`;

export function page(title: string, now: number, body: Html, notice: string | null): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Stripe stand-in</title><style>${new Html(STYLE)}</style></head><body>
<header><h1><a href="/_dashboard">Stripe stand-in</a></h1><a href="/_dashboard/events">Events</a>
<span class="empty">virtual time ${time(now)}</span></header>
${notice === null ? '' : html`<p class="notice" role="status">${notice}</p>`}
${body}</body></html>`.text;
}

export function time(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined
    ? '–'
    : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export interface Column {
  readonly title: string;
  readonly kind?: 'amount' | 'text';
}

export function table(columns: readonly Column[], rows: readonly (readonly Piece[])[], empty: string): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const kind = (index: number) => columns[index]?.kind ?? '';
  return html`<div class="scroll"><table><thead><tr>${columns.map(
    (column) => html`<th class="${column.kind ?? ''}">${column.title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, index) => html`<td class="${kind(index)}">${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

export const state = (text: string | null) => html`<span class="state">${text ?? '–'}</span>`;

/** A button that does one thing; `fields` are what goes with it, asked or fixed. */
export function action(path: string, label: string, fields: readonly Html[] = []): Html {
  return html`<form method="post" action="/_dashboard/${path}">${fields}<button>${label}</button></form>`;
}
