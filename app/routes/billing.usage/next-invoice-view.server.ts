import { type Money, money } from '../../domain/money.ts';
import { formatDate } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { BilledPeriod } from '../../services/usage/history/billed-period.ts';
import type { NextInvoice } from '../../services/usage/next-invoice.ts';
import type { NextInvoiceView } from './next-invoice-view.ts';

/** Parts that are nothing are left out, but never the true-up of who has a minimum: whether it is in is always said. */
export function toNextInvoiceView(
  { at, usage, trueUp, late, baseFee, total }: NextInvoice,
  { periods, locale }: { periods: readonly BilledPeriod[]; locale: string },
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
    lastTax: lastTaxWords(periods, locale),
  };
}

/** Newest period first. */
function lastTaxWords(periods: readonly BilledPeriod[], locale: string): string | null {
  const last = periods.find(({ invoice }) => invoice !== null)?.invoice;
  if (last === undefined || last === null) return null;
  const { number, total, taxMinor } = last;
  const name = number === null ? 'Your last invoice' : `Your last invoice, ${number},`;
  if (taxMinor === 0n) return `${name} had no tax.`;
  return `${name} had ${formatMoney(money(taxMinor, total.currency), locale)} tax in ${formatMoney(total, locale)}.`;
}
