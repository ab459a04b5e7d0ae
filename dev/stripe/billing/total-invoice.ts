import type { Context } from '../context.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Invoice, InvoiceLine } from '../state/records.ts';
import { requireAmount } from '../wire/amounts.ts';
import { decimalToInteger, formatDecimal } from '../wire/decimal.ts';
import { automaticTax } from './automatic-tax.ts';
import { creditedItems } from './credited-items.ts';
import { toChargeStep } from './currency.ts';
import { discountLines, type LineDiscount } from './discounts.ts';
import type { DraftLine } from './draft-line.ts';
import { type LineTax, taxLine } from './taxes.ts';

/**
 * Puts lines on a draft: total = lines − discounts + exclusive taxes; due = total and the customer's balance, at least
 * zero, and rounded to what can be charged: the balance takes the difference. `lineIds` keeps the ids of lines that were on it before.
 */
export function totalInvoice(
  ctx: Context,
  invoice: Invoice,
  drafts: readonly DraftLine[],
  lineIds: Readonly<Record<string, string>> = {},
): Invoice {
  const customer = requireCustomer(ctx, invoice.customer ?? '', 'customer', 'parameter');
  const discounts = discountLines(ctx, drafts, invoice.discounts, invoice.currency);
  const rules = {
    customer,
    automatic: invoice.automatic_tax.enabled,
    defaultRates: invoice.default_tax_rates.map((rate) => rate.id),
  };
  const lines = drafts.map((draft, index): InvoiceLine => {
    const lineDiscounts = discounts[index] ?? [];
    const discounted = draft.amount - sum(lineDiscounts);
    const taxes = taxLine(ctx, rules, draft, discounted);
    return toLine(ctx, invoice, draft, lineIds[draft.key], lineDiscounts, taxes);
  });
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const exclusive = sum(taxes.filter((tax) => tax.tax_behavior === 'exclusive'));
  const inclusive = sum(taxes.filter((tax) => tax.tax_behavior === 'inclusive'));
  const subtotal = sum(lines);
  const totalDiscounts = addUp(lines.flatMap((line) => line.discount_amounts ?? []));
  const total = requireAmount(requireAmount(subtotal) - sum(totalDiscounts) + exclusive);
  return withAmountDue(
    {
      ...invoice,
      automatic_tax: automaticTaxState(ctx, invoice),
      lines: { ...invoice.lines, data: lines },
      subtotal,
      subtotal_excluding_tax: subtotal - inclusive,
      total,
      total_excluding_tax: total - exclusive - inclusive,
      total_discount_amounts: totalDiscounts,
      total_pretax_credit_amounts: totalDiscounts.map((entry) => ({ ...entry, type: 'discount' as const })),
      total_taxes: addUpTaxes(taxes),
    },
    customer.balance,
  );
}

function withAmountDue(invoice: Invoice, balance: number): Invoice {
  const due = toChargeStep(Math.max(0, invoice.total + balance), invoice.currency);
  return { ...invoice, starting_balance: balance, amount_due: due, amount_remaining: due };
}

function automaticTaxState(ctx: Context, invoice: Invoice): Invoice['automatic_tax'] {
  if (!invoice.automatic_tax.enabled) return invoice.automatic_tax;
  const customer = requireCustomer(ctx, invoice.customer ?? '', 'customer', 'parameter');
  const needsLocation = automaticTax(ctx, customer) === 'needs_location';
  return { ...invoice.automatic_tax, status: needsLocation ? 'requires_location_inputs' : 'complete' };
}

function toLine(
  ctx: Context,
  invoice: Invoice,
  draft: DraftLine,
  id: string | undefined,
  discounts: readonly LineDiscount[],
  taxes: LineTax[],
): InvoiceLine {
  const { source } = draft;
  const proration = {
    proration: source.proration,
    proration_details: { credited_items: creditedItems(ctx, draft) },
  };
  return {
    id: id ?? newId(ctx, 'il'),
    object: 'line_item',
    amount: draft.amount,
    currency: invoice.currency,
    description: draft.description,
    discount_amounts: discounts.map(({ discount, amount }) => ({ amount, discount })),
    discountable: draft.discountable,
    discounts: [...draft.discounts],
    invoice: invoice.id,
    livemode: false,
    metadata: draft.metadata,
    parent:
      source.subscriptionItem !== null
        ? {
            invoice_item_details: null,
            subscription_item_details: {
              invoice_item: source.invoiceItem,
              ...proration,
              subscription: source.subscription,
              subscription_item: source.subscriptionItem,
            },
            type: 'subscription_item_details',
          }
        : {
            invoice_item_details: {
              invoice_item: source.invoiceItem ?? '',
              ...proration,
              subscription: source.subscription,
            },
            subscription_item_details: null,
            type: 'invoice_item_details',
          },
    period: { end: draft.period.end, start: draft.period.start },
    pretax_credit_amounts: discounts.map(({ discount, amount }) => ({
      amount,
      discount,
      type: 'discount' as const,
    })),
    pricing:
      draft.price === null && draft.unitAmount === null
        ? null
        : {
            ...(draft.price === null
              ? {}
              : { price_details: { price: draft.price.id, product: draft.price.product } }),
            type: 'price_details',
            unit_amount_decimal: draft.unitAmount,
          },
    quantity: decimalToInteger(draft.quantity),
    quantity_decimal: formatDecimal(draft.quantity),
    subscription: source.subscription,
    subtotal: draft.amount,
    taxes,
  };
}

function sum(entries: readonly { amount: number }[]): number {
  return entries.reduce((total, entry) => total + entry.amount, 0);
}

function addUp(entries: readonly LineDiscount[]): LineDiscount[] {
  const totals = new Map<string, number>();
  for (const { discount, amount } of entries) totals.set(discount, (totals.get(discount) ?? 0) + amount);
  return [...totals].map(([discount, amount]) => ({ discount, amount }));
}

function addUpTaxes(taxes: readonly LineTax[]): LineTax[] {
  const totals = new Map<string, LineTax>();
  for (const tax of taxes) {
    const key = `${tax.tax_rate_details?.tax_rate}|${tax.tax_behavior}|${tax.taxability_reason}`;
    const found = totals.get(key);
    totals.set(key, {
      ...tax,
      amount: tax.amount + (found?.amount ?? 0),
      taxable_amount: (tax.taxable_amount ?? 0) + (found?.taxable_amount ?? 0),
    });
  }
  return [...totals.values()];
}
