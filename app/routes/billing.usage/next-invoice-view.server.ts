import type { Money } from '../../domain/money.ts';
import { formatDate } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { NextInvoice } from '../../services/usage/next-invoice.ts';
import type { NextInvoiceView } from './next-invoice-view.ts';

/** Parts that are nothing are left out, but never the true-up of who has a minimum: whether it is in is always said. */
export function toNextInvoiceView(
  { at, usage, trueUp, late, baseFee, total }: NextInvoice,
  locale: string,
): NextInvoiceView {
  const parts: readonly (readonly [label: string, amount: Money | null, isAlwaysSaid?: boolean])[] = [
    ['Overage so far', usage, true],
    ['True-up to the minimum so far', trueUp, true],
    ['Late usage of earlier periods', late],
    ['Base fee of the next period', baseFee],
  ];
  return {
    total: formatMoney(total, locale),
    date: formatDate(at, locale),
    parts: parts.flatMap(([label, amount, isAlwaysSaid = false]) =>
      amount === null || (amount.amountMinor === 0n && !isAlwaysSaid)
        ? []
        : [{ label, amount: formatMoney(amount, locale) }],
    ),
  };
}
