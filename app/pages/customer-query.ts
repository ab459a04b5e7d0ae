/** Staff that reads a publisher's pages keeps the publisher in the address from page to page. */
export const CUSTOMER_PARAM = 'customer_id';

/** Whose pages staff is reading. */
export interface Reading {
  customerId: string;
  customerName: string;
}

export function customerQuery(search: URLSearchParams): string {
  const customerId = search.get(CUSTOMER_PARAM);
  return customerId === null ? '' : `?${CUSTOMER_PARAM}=${encodeURIComponent(customerId)}`;
}

/** A page's data names whom it is about when staff reads it. */
export function readingOf(data: unknown): Reading | null {
  if (typeof data !== 'object' || data === null || !('reading' in data)) return null;
  return data.reading as Reading | null;
}
