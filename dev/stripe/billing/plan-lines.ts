import type { Context } from '../context.ts';
import { requirePrice, requireProduct } from '../state/lookups.ts';
import type { Invoice, InvoicePlanRecord, Price } from '../state/records.ts';
import { divideHalfUp, integerToDecimal, requireDecimal } from '../wire/decimal.ts';
import type { DraftLine } from './draft-line.ts';
import { type RatedLine, rate } from './rate.ts';
import { aggregateUsage } from './usage.ts';

type Entry = InvoicePlanRecord['entries'][number];

/** The lines of a subscription's items: licensed ones for what is ahead, metered ones for what was used. */
export function planLines(
  ctx: Context,
  invoice: Pick<Invoice, 'customer' | 'currency' | 'parent'>,
  entries: readonly Entry[],
): DraftLine[] {
  const subscription = invoice.parent?.subscription_details?.subscription ?? null;
  return entries.flatMap((entry) => {
    const price = requirePrice(ctx, entry.price, 'price', 'parameter');
    const product = requireProduct(ctx, price.product, 'product', 'parameter');
    if (entry.trial) return [trialLine(entry, price, product.name, subscription)];
    const quantity =
      entry.quantity === null ? usageOf(ctx, invoice, entry) : integerToDecimal(entry.quantity);
    const rated = rate({ price, product, currency: invoice.currency, quantity });
    const isUsageAhead = isMeteredPrice(price) && entry.quantity !== null;
    const lines = isUsageAhead ? rated.slice(0, 1).map((line) => ({ ...line, amount: 0 })) : rated;
    return lines.map(
      (line): DraftLine => ({
        key: `${entry.item}|${entry.price}|${entry.start}|${line.key}`,
        amount: prorated(line, entry),
        description: line.description,
        quantity: line.quantity,
        unitAmount: line.unitAmount,
        price,
        period: { start: entry.start, end: entry.end },
        source: { subscription, subscriptionItem: entry.item, invoiceItem: null, proration: false },
        discountable: true,
        discounts: entry.discounts,
        taxRates: entry.taxRates,
        metadata: entry.metadata,
      }),
    );
  });
}

function isMeteredPrice(price: Price): boolean {
  return price.recurring?.usage_type === 'metered';
}

function trialLine(entry: Entry, price: Price, productName: string, subscription: string | null): DraftLine {
  return {
    key: `${entry.item}|${entry.price}|${entry.start}|trial`,
    amount: 0,
    description: isMeteredPrice(price)
      ? `${entry.quantity ?? 0} × ${productName} (Free trial)`
      : `Trial period for ${productName}`,
    quantity: integerToDecimal(entry.quantity ?? 1),
    unitAmount: '0',
    price,
    period: { start: entry.start, end: entry.end },
    source: { subscription, subscriptionItem: entry.item, invoiceItem: null, proration: false },
    discountable: true,
    discounts: entry.discounts,
    taxRates: entry.taxRates,
    metadata: entry.metadata,
  };
}

function usageOf(ctx: Context, invoice: Pick<Invoice, 'customer'>, entry: Entry): bigint {
  const meterId = requirePrice(ctx, entry.price, 'price', 'parameter').recurring?.meter;
  const meter = meterId ? ctx.store.meters.get(meterId) : undefined;
  if (!meter) return 0n;
  return aggregateUsage(ctx, meter, invoice.customer ?? '', entry) - requireDecimal(entry.usageBefore ?? '0');
}

function prorated(line: RatedLine, entry: Entry): number {
  if (entry.fullPeriodSeconds === null) return line.amount;
  const share = BigInt(line.amount) * BigInt(entry.end - entry.start);
  return Number(divideHalfUp(share, BigInt(entry.fullPeriodSeconds)));
}
