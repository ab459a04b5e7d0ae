import { CUSTOMER_PARAM } from '../../pages/customer-query.ts';

export interface MetricOfPeriod {
  metric: string;
  /** ISO. */
  periodStart: string;
  periodEnd: string;
}

/** Of the page that explains a metric's charge in a period. `search` says whose pages staff is reading. */
export function explainPath(
  { metric, periodStart }: Omit<MetricOfPeriod, 'periodEnd'>,
  search: URLSearchParams,
): string {
  return `/billing/usage/explain?${withCustomer({ metric, period_start: periodStart }, search)}`;
}

/** Of the hourly rows behind a metric's chart, as CSV. */
export function exportPath(
  { metric, periodStart, periodEnd }: MetricOfPeriod,
  search: URLSearchParams,
): string {
  return `/api/v1/billing/usage/export.csv?${withCustomer({ metric, from: periodStart, to: periodEnd }, search)}`;
}

function withCustomer(query: Record<string, string>, search: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(query);
  const customerId = search.get(CUSTOMER_PARAM);
  if (customerId !== null) next.set(CUSTOMER_PARAM, customerId);
  return next;
}
