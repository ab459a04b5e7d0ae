import { type Money, money } from '../../domain/money.ts';
import { formatDate } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { BilledPeriod } from '../../services/usage/history/billed-period.ts';
import type { NextInvoice } from '../../services/usage/next-invoice/next-invoice.ts';
import type { InvoicePart, NextInvoiceView } from './next-invoice-view.ts';
import { toPreviewedView } from './previewed-view.server.ts';

interface Reader {
  periods: readonly BilledPeriod[];
  locale: string;
  now: Date;
}

/** Parts that are nothing are left out, but never the true-up of who has a minimum: whether it is in is always said. */
export function toNextInvoiceView(next: NextInvoice, { periods, locale, now }: Reader): NextInvoiceView {
  const { at, usage, trueUp, late, otherItems, baseFee, total, preview, expected } = next;
  const parts: readonly (readonly [label: string, amount: Money | null, isAlwaysSaid?: boolean])[] = [
    ['Overage so far', usage, true],
    ['True-up to the minimum so far', trueUp, true],
    ['Late usage of earlier periods', late],
    ['Change of plan and other items', otherItems],
    ['Base fee of the next period', baseFee],
  ];
  const shown =
    preview === null || expected === null
      ? null
      : toPreviewedView(next, { preview, expected }, { locale, now });
  return {
    date: formatDate(at, locale),
    subtotal: formatMoney(total, locale),
    parts: parts.flatMap(([label, amount, isAlwaysSaid = false]): InvoicePart[] =>
      amount === null || (amount.amountMinor === 0n && !isAlwaysSaid)
        ? []
        : [{ label, amount: formatMoney(amount, locale) }],
    ),
    previewed: shown?.previewed ?? null,
    note: shown?.note ?? unpreviewedNote({ hasEarlier: preview !== null, periods, locale }),
  };
}

function unpreviewedNote(input: {
  hasEarlier: boolean;
  periods: readonly BilledPeriod[];
  locale: string;
}): string {
  const why = input.hasEarlier
    ? 'Stripe’s last preview was of an earlier period; this one’s follows within a day.'
    : 'Stripe has not previewed this invoice yet; it is asked once a day.';
  const without = 'Until then discounts, tax and credit on your account are not in the figure.';
  return [why, without, lastTaxWords(input.periods, input.locale)].filter(Boolean).join(' ');
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
