import { type Html, heading, html } from './html.ts';

const ROWS = 100;

/** Below a table that shows only the newest: the way to all of them. */
export function more(noun: string, count: number, shown: number): Html | null {
  if (count <= shown) return null;
  return html`<p class="more"><a href="/_dashboard/${noun}">All ${count.toLocaleString('en-US')} ${noun}</a></p>`;
}

/** All of a kind, newest first, a hundred to a page; `page` is counted from 1, and one that there is not is the nearest. */
export function paged<T>(
  { title, noun, page }: { title: string; noun: string; page: number },
  rows: readonly T[],
  show: (rows: readonly T[]) => Html,
): Html {
  const last = Math.max(1, Math.ceil(rows.length / ROWS));
  const current = Math.min(Math.max(page, 1), last);
  const from = (current - 1) * ROWS;
  const shown = rows.slice(from, from + ROWS);
  const link = (to: number, name: string) =>
    to < 1 || to > last ? null : html`<a href="/_dashboard/${noun}?page=${to}">${name}</a>`;
  const place = `${from + 1} to ${from + shown.length} of ${rows.length.toLocaleString('en-US')}`;
  return html`${heading(title, rows.length)}${show(shown)}
${last > 1 && html`<p class="more pager">${link(current - 1, 'Newer')}<span>${place}</span>${link(current + 1, 'Older')}</p>`}`;
}
