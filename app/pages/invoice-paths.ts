/** Both keep the publisher that staff is looking at. */
export function invoicePath(id: string, query: string): string {
  return `/billing/invoices/${id}${query}`;
}

export function invoicePdfPath(id: string, query: string): string {
  return `/api/v1/billing/invoices/${id}/pdf${query}`;
}
