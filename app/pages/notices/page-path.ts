/** Path and query of a page, counted from 1, of the same list. */
export function pathOfPage({ pathname, searchParams }: URL, page: number): string {
  const search = new URLSearchParams(searchParams);
  search.delete('page');
  if (page > 1) search.set('page', String(page));
  return search.size === 0 ? pathname : `${pathname}?${search}`;
}

/** Where a page past the last one leads, as it comes to lie once its last unread notice is marked; null of any other. */
export function pathOfLastPage(
  url: URL,
  { page, limit, total }: { page: number; limit: number; total: number },
): string | null {
  const last = Math.max(1, Math.ceil(total / limit));
  return page > last ? pathOfPage(url, last) : null;
}
