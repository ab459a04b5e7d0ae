import type { PageLink } from './invoices-view.ts';

/** Pages around the current one stay in sight. */
const NEIGHBOURS = 1;

/** First, last and those around the current page, with gaps between: 1 … 4 5 6 … 12. */
export function pageNumbers(current: number, total: number): readonly (number | 'gap')[] {
  const wanted = new Set([1, total]);
  for (let page = current - NEIGHBOURS; page <= current + NEIGHBOURS; page += 1) wanted.add(page);
  const pages = [...wanted].filter((page) => page >= 1 && page <= total).sort((a, b) => a - b);
  return pages.flatMap((page, index) => {
    const before = pages[index - 1];
    if (before === undefined || page === before + 1) return [page];
    // A gap of one page is shown as that page: the dots would be no shorter.
    return page === before + 2 ? [before + 1, page] : ['gap' as const, page];
  });
}

export function toPageLinks(input: { current: number; total: number; search: URLSearchParams }): PageLink[] {
  const { current, total, search } = input;
  return pageNumbers(current, total).map((page, index) =>
    page === 'gap'
      ? { kind: 'gap', key: `gap-${index}` }
      : { kind: 'page', page, search: searchWithPage(search, page), isCurrent: page === current },
  );
}

/** The same filters on another page; page 1 needs no parameter. */
export function searchWithPage(search: URLSearchParams, page: number): string {
  const copy = new URLSearchParams(search);
  copy.delete('page');
  if (page > 1) copy.set('page', String(page));
  const text = copy.toString();
  return text === '' ? '?' : `?${text}`;
}
