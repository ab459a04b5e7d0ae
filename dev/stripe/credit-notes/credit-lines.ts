import { formatAmount } from '../billing/currency.ts';
import { taxLine } from '../billing/taxes.ts';
import type { Context } from '../context.ts';
import { requireCustomer, requireTaxRate } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { CreditNote, Invoice, InvoiceLine } from '../state/records.ts';
import {
  type Decimal,
  decimalToInteger,
  divideHalfUp,
  formatDecimal,
  integerToDecimal,
  isWhole,
  multiplyToMinor,
} from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';

export type CreditLine = CreditNote['lines']['data'][number];

export interface CreditLineGiven {
  type: 'custom_line_item' | 'invoice_line_item';
  invoice_line_item?: string;
  amount?: number;
  description?: string;
  quantity?: number;
  unit_amount?: number;
  unit_amount_decimal?: Decimal;
  tax_rates?: string[] | null;
}

/**
 * What a credit note gives back line by line; an invoice line gives back its discounts and taxes in proportion, and over
 * all notes no more than it is.
 */
export function creditLines(ctx: Context, invoice: Invoice, given: readonly CreditLineGiven[]): CreditLine[] {
  const credited = creditedByLine(ctx, invoice);
  return given.map((line, index) => {
    const param = `lines[${index}]`;
    if (line.type === 'custom_line_item') return creditCustomLine(ctx, invoice, line, param);
    const id = line.invoice_line_item ?? '';
    const before = credited.get(id) ?? 0;
    const credit = creditInvoiceLine(ctx, invoice, { ...line, before }, param);
    credited.set(id, before + credit.amount);
    return credit;
  });
}

/** How much of each invoice line the notes that stand have given back. */
function creditedByLine(ctx: Context, { id }: Invoice): Map<string, number> {
  const credited = new Map<string, number>();
  const standing = ctx.store.creditNotes.by('invoice', id).filter(({ status }) => status === 'issued');
  for (const { invoice_line_item: line, amount } of standing.flatMap(({ lines }) => lines.data)) {
    if (line) credited.set(line, (credited.get(line) ?? 0) + amount);
  }
  return credited;
}

function creditInvoiceLine(
  ctx: Context,
  invoice: Invoice,
  given: CreditLineGiven & { before: number },
  param: string,
): CreditLine {
  const line = invoice.lines.data.find((candidate) => candidate.id === given.invoice_line_item);
  if (!line) {
    throw invalidRequest(`No such invoice line item: '${given.invoice_line_item}'`, {
      code: 'resource_missing',
      param: `${param}[invoice_line_item]`,
    });
  }
  const { before } = given;
  const amount =
    given.amount ??
    (given.quantity === undefined ? line.amount : shareOf(line.amount, given.quantity, line.quantity ?? 1));
  const left = line.amount - before;
  if (amount > Math.max(0, left) || amount < Math.min(0, left)) {
    const shown = formatAmount(String(left), invoice.currency);
    throw invalidRequest(`The credited amount of a line cannot exceed what is left of it, ${shown}.`, {
      param: `${param}[amount]`,
    });
  }
  const upTo = (whole: number, part: number) => shareOf(whole, part, line.amount);
  const share = (whole: number) => upTo(whole, before + amount) - upTo(whole, before);
  const discounts = (line.discount_amounts ?? []).map((entry) => ({ ...entry, amount: share(entry.amount) }));
  return {
    ...baseLine(ctx, line.description),
    amount,
    discount_amount: discounts.reduce((sum, entry) => sum + entry.amount, 0),
    discount_amounts: discounts,
    invoice_line_item: line.id,
    pretax_credit_amounts: discounts.map((entry) => ({ ...entry, type: 'discount' as const })),
    quantity: given.quantity ?? line.quantity,
    taxes: (line.taxes ?? []).map((tax) => ({
      ...tax,
      amount: share(tax.amount),
      taxable_amount: tax.taxable_amount === null ? null : share(tax.taxable_amount),
    })),
    tax_rates: taxRatesOf(ctx, line),
    type: 'invoice_line_item',
    unit_amount: null,
    unit_amount_decimal: null,
  };
}

function creditCustomLine(ctx: Context, invoice: Invoice, given: CreditLineGiven, param: string): CreditLine {
  if (given.description === undefined) {
    throw invalidRequest(`Missing required param: ${param}[description].`, {
      param: `${param}[description]`,
      code: 'parameter_missing',
    });
  }
  const unit = given.unit_amount_decimal ?? integerToDecimal(given.unit_amount ?? 0);
  const quantity = given.quantity ?? 1;
  const amount = multiplyToMinor(integerToDecimal(quantity), unit);
  const rates = (given.tax_rates ?? []).map((id) =>
    requireTaxRate(ctx, id, `${param}[tax_rates]`, 'parameter'),
  );
  const customer = requireCustomer(ctx, invoice.customer ?? '', 'customer', 'parameter');
  const rules = { customer, automatic: false, defaultRates: [] };
  return {
    ...baseLine(ctx, given.description),
    amount,
    quantity,
    taxes: taxLine(ctx, rules, { price: null, taxRates: rates.map((rate) => rate.id) }, amount),
    tax_rates: rates,
    type: 'custom_line_item',
    unit_amount: isWhole(unit) ? decimalToInteger(unit) : null,
    unit_amount_decimal: formatDecimal(unit),
  };
}

/** A credit note of a plain amount: one line, tax included as it was on the invoice. */
export function amountLine(ctx: Context, amount: number, description: string): CreditLine {
  return {
    ...baseLine(ctx, description),
    amount,
    quantity: 1,
    taxes: [],
    type: 'custom_line_item',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}

function baseLine(
  ctx: Context,
  description: string | null,
): Omit<CreditLine, 'amount' | 'quantity' | 'taxes' | 'type' | 'unit_amount' | 'unit_amount_decimal'> {
  return {
    id: newId(ctx, 'cnli'),
    object: 'credit_note_line_item',
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    tax_rates: [],
  };
}

function taxRatesOf(ctx: Context, line: InvoiceLine): CreditLine['tax_rates'] {
  return (line.taxes ?? [])
    .map((tax) => ctx.store.taxRates.get(tax.tax_rate_details?.tax_rate ?? ''))
    .filter((rate) => rate !== undefined);
}

function shareOf(whole: number, part: number, of: number): number {
  return Number(divideHalfUp(BigInt(whole) * BigInt(part), BigInt(of === 0 ? 1 : of)));
}
