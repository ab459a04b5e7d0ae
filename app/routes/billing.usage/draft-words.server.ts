import type { Period } from '../../domain/period.ts';
import type { BilledPeriod } from '../../services/usage/history/billed-period.ts';
import type { NextInvoice } from '../../services/usage/next-invoice/next-invoice.ts';
import type { NotInvoicedView } from './usage-view.ts';

interface Shown {
  usage: { period: Period; subscription: { id: string } };
  periods: readonly Pick<BilledPeriod, 'subscriptionId' | 'period' | 'draft'>[];
  nextInvoice: Pick<NextInvoice, 'hasUsageBefore'> | null;
}

/** Of a closed period without an invoice, whether one still comes. */
export function toNotInvoicedView({ usage, periods }: Shown): NotInvoicedView {
  const shown = periods.find(({ period }) => period.start.getTime() === usage.period.start.getTime());
  switch (shown?.draft?.state) {
    case 'held':
      return { title: 'Not invoiced yet', note: 'Its invoice is on hold and comes later' };
    case 'coming':
      return { title: 'Not invoiced yet', note: 'Its invoice is being made' };
    default:
      return { title: 'Not invoiced', note: 'No invoice was issued for this period' };
  }
}

/** The flat fee of a period is on the invoice of the one before, which may not be issued yet. */
export function baseFeeNote({ usage, periods, nextInvoice }: Shown): string {
  if (nextInvoice?.hasUsageBefore) return 'A month of the plan of now; the next invoice holds the change';
  const before = periods.find(
    ({ subscriptionId, period }) =>
      subscriptionId === usage.subscription.id && period.end.getTime() === usage.period.start.getTime(),
  );
  switch (before?.draft?.state) {
    case 'held':
      return 'On the last period’s invoice, which is on hold';
    case 'coming':
      return 'On the last period’s invoice, which is being made';
    default:
      return 'Billed in advance';
  }
}
