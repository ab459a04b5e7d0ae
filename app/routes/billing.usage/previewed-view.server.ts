import { METRICS } from '../../domain/metric.ts';
import { money } from '../../domain/money.ts';
import { formatAge } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { InvoicePreview } from '../../services/usage/next-invoice/invoice-preview.ts';
import type { ExpectedDue, NextInvoice } from '../../services/usage/next-invoice/next-invoice.ts';
import type { InvoicePart, PreviewedView } from './next-invoice-view.ts';

interface Reader {
  locale: string;
  now: Date;
}

/** Our subtotal as it stands, with what Stripe last put on top of or took off this invoice, and how old that is. */
export function toPreviewedView(
  next: NextInvoice,
  { preview, expected }: { preview: InvoicePreview; expected: ExpectedDue },
  reader: Reader,
): { previewed: PreviewedView; note: string } {
  const { locale, now } = reader;
  const { currency } = preview;
  const words = (minor: bigint) => formatMoney(money(minor, currency), locale);
  const balanceMinor = expected.balance.amountMinor;
  const hasTaxWithin = preview.taxMinor === 0n && preview.includedTaxMinor !== 0n;
  const parts: readonly (readonly [label: string, minor: bigint, isSaid: boolean])[] = [
    ['Discounts', -preview.discountMinor, preview.discountMinor !== 0n],
    ['Tax', preview.taxMinor, !hasTaxWithin],
    [balanceLabel(preview, balanceMinor), balanceMinor, balanceMinor !== 0n],
  ];
  return {
    previewed: {
      age: formatAge(preview.previewedAt, now),
      parts: parts.flatMap(([label, minor, isSaid]): InvoicePart[] =>
        isSaid ? [{ label, amount: words(minor) }] : [],
      ),
      due: formatMoney(expected.due, locale),
    },
    note: toNote(next, preview, reader),
  };
}

function balanceLabel({ balanceMinor: had }: InvoicePreview, usedMinor: bigint): string {
  if (usedMinor > 0n) return had > 0n ? 'Owed from before' : 'Kept as credit';
  return had < 0n ? 'Credit on your account' : 'Too little to charge';
}

/** How far the preview is from what is shown. A true-up is no part of any preview. */
function toNote(next: NextInvoice, preview: InvoicePreview, { locale, now }: Reader): string {
  const words = (minor: bigint) => formatMoney(money(minor, preview.currency), locale);
  const trueUpMinor = next.trueUp?.amountMinor ?? 0n;
  const sinceMinor = next.total.amountMinor - trueUpMinor - preview.subtotalMinor;
  const base = `Stripe previewed this invoice ${formatAge(preview.previewedAt, now)}`;
  const trueUp =
    trueUpMinor === 0n
      ? ''
      : ' The true-up is added when the invoice is made: Stripe’s preview is without it.';
  const taxWithin =
    preview.includedTaxMinor === 0n
      ? ''
      : ` ${words(preview.includedTaxMinor)} of tax are within its subtotal.`;
  const items =
    preview.otherItemsMinor === 0n ? '' : ' The change of plan and other items are Stripe’s figure.';
  return `${base}${sinceWords()}${items}${trueUp}${taxWithin}`;

  function sinceWords(): string {
    const at = `, at a subtotal of ${words(preview.subtotalMinor)}`;
    if (sinceMinor > 0n) {
      return `${at}. Discounts and tax on the ${words(sinceMinor)} that came since are not in it yet.`;
    }
    if (sinceMinor < 0n) {
      return `${at}. It is ${words(-sinceMinor)} less now, which discounts and tax do not show yet.`;
    }
    const hasMoved = METRICS.some((metric) => preview.quantities[metric] !== next.quantities[metric]);
    return hasMoved ? '. Usage since then has not changed its subtotal.' : ', at the same subtotal.';
  }
}
