/** Staff that reads a publisher's pages keeps the publisher in the address from page to page. */
export const CUSTOMER_PARAM = 'customer_id';

export function customerQuery(search: URLSearchParams): string {
  const customerId = search.get(CUSTOMER_PARAM);
  return customerId === null ? '' : `?${CUSTOMER_PARAM}=${encodeURIComponent(customerId)}`;
}
