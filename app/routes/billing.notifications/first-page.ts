/** Path and query of the same list's first page. */
export function firstPageOf({ pathname, searchParams }: URL): string {
  const first = new URLSearchParams(searchParams);
  first.delete('page');
  return first.size === 0 ? pathname : `${pathname}?${first}`;
}
