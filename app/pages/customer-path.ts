/** What the desk knows of a publisher. */
export function customerPath(id: string): string {
  return `/admin/billing/customers/${id}`;
}
