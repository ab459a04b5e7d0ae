import { STYLE } from './style.ts';

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

const SECTIONS = [
  { path: '', title: 'Overview' },
  { path: '/events', title: 'Events' },
  { path: '/deliveries', title: 'Deliveries' },
] as const;

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** What became of a button that was pressed; a refusal has the codes that Stripe gives it. */
export interface Notice {
  readonly text: string;
  readonly tone: 'good' | 'bad';
  readonly codes?: readonly (string | undefined)[];
}

export function renderPage(
  { title, body }: Page,
  { now, path, notice }: { now: number; path: string; notice: Notice | null },
): string {
  const links = SECTIONS.map((section) => {
    const href = `/_dashboard${section.path}`;
    const isCurrent = path === href || (path === '/' && section.path === '');
    return html`<a href="${href}"${new Html(isCurrent ? ' aria-current="page"' : '')}>${section.title}</a>`;
  });
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Stripe stand-in</title><style>${new Html(STYLE)}</style></head><body>
<header><div><strong><a href="/_dashboard">Stripe stand-in</a></strong><nav>${links}</nav>
<span class="clock">virtual time ${time(now)}</span></div></header><main>
${notice && noticeBox(notice)}
${body}</main></body></html>`.text;
}

function noticeBox({ text, tone, codes = [] }: Notice): Html {
  const named = codes.filter((code) => code !== undefined);
  return html`<p class="notice ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">${text}${named.map(
    (code) => html` <code>${code}</code>`,
  )}</p>`;
}

export function time(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined
    ? '–'
    : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export interface Column {
  readonly title: string;
  readonly kind?: 'amount' | 'text' | 'state-cell' | 'actions';
}

/** On a narrow screen each row is a card, its cells named by their columns. */
export function table(columns: readonly Column[], rows: readonly (readonly Piece[])[], empty: string): Html {
  if (rows.length === 0) return html`<div class="card"><p class="empty">${empty}</p></div>`;
  const cell = (piece: Piece, { title, kind }: Column) => {
    const label = title === '' ? '' : html` data-label="${title}"`;
    return html`<td class="${kind ?? ''}"${label}>${piece}</td>`;
  };
  return html`<div class="card scroll"><table><thead><tr>${columns.map(
    (column) => html`<th scope="col" class="${column.kind ?? ''}">${column.title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${columns.map((column, index) => cell(row[index], column))}</tr>`,
  )}</tbody></table></div>`;
}

/** A section's heading with how many there are, of which the newest are shown. */
export function heading(title: string, count: number): Html {
  return html`<h2>${title} <span class="count">${count.toLocaleString('en-US')}</span></h2>`;
}

/** What is known of an object, name by name. */
export function facts(entries: readonly (readonly [name: string, value: Piece])[]): Html {
  return html`<div class="card padded"><dl>${entries.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></div>`;
}

const TONES: Readonly<Record<string, 'good' | 'wait' | 'bad'>> = {
  active: 'good',
  delivered: 'good',
  enabled: 'good',
  paid: 'good',
  succeeded: 'good',
  draft: 'wait',
  incomplete: 'wait',
  open: 'wait',
  pending: 'wait',
  trialing: 'wait',
  failed: 'bad',
  past_due: 'bad',
  uncollectible: 'bad',
  unpaid: 'bad',
};

export const state = (text: string | null) =>
  html`<span class="state ${TONES[text ?? ''] ?? ''}">${text?.replaceAll('_', ' ') ?? '–'}</span>`;

/** A button that does one thing; `fields` are what goes with it, asked or fixed. */
export function action(path: string, label: string, fields: readonly Html[] = []): Html {
  return html`<form method="post" action="/_dashboard/${path}">${fields}<button>${label}</button></form>`;
}
