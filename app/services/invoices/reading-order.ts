import { METRICS } from '../../domain/metric.ts';
import type { InvoiceLineItem } from './invoice.ts';

/** The plan first, then each metric with its tiers; Stripe's own order within. */
export function inReadingOrder(lines: readonly InvoiceLineItem[]): InvoiceLineItem[] {
  const order: readonly string[] = ['base', ...METRICS];
  const rank = ({ component }: InvoiceLineItem) => {
    const place = order.indexOf(component ?? '');
    return place === -1 ? order.length : place;
  };
  return [...lines].sort((a, b) => rank(a) - rank(b));
}
