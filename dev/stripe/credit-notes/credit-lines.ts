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
import { sum } from './sum.ts';

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
 * all notes that stand no more than it is.
 */
export function creditLines(ctx: Context, invoice: Invoice, given: readonly CreditLineGiven[]): CreditLine[] {
  const credited = ctx.store.creditNotes
    .by('invoice', invoice.id)
    .filter(({ status }) => status === 'issued')
    .flatMap(({ lines }) => lines.data);
  return given.map((line, index) => {
    const param = `lines[${index}]`;
    if (line.type === 'custom_line_item') return creditCustomLine(ctx, invoice, line, param);
    const before = credited.filter((credit) => credit.invoice_line_item === line.invoice_line_item);
    const credit = creditInvoiceLine(ctx, invoice, { ...line, before }, param);
    credited.push(credit);
    return credit;
  });
}

type LineCredited = CreditLineGiven & {
  /** What gave back some of the same line before. */
  readonly before: readonly CreditLine[];
};

function creditInvoiceLine(ctx: Context, invoice: Invoice, given: LineCredited, param: string): CreditLine {
  const { before } = given;
  const line = invoice.lines.data.find((candidate) => candidate.id === given.invoice_line_item);
  if (!line) {
    throw invalidRequest(`No such invoice line item: '${given.invoice_line_item}'`, {
      code: 'resource_missing',
      param: `${param}[invoice_line_item]`,
    });
  }
  const amount = creditedAmount(line, given, invoice.currency, param);
  requireOneWay(given, param);
  const upToNow = amount + sum(before, (credit) => credit.amount);
  // Together with what was given before it is what it comes to, so that all parts sum to the whole.
  const rest = (whole: number, gave: (credit: CreditLine) => number | null | undefined) => {
    const share = shareOf(whole, upToNow, line.amount) - sum(before, (credit) => gave(credit) ?? 0);
    return share * whole < 0 ? 0 : share;
  };
  const discounts = (line.discount_amounts ?? []).map((entry, place) => ({
    ...entry,
    amount: rest(entry.amount, (credit) => credit.discount_amounts[place]?.amount),
  }));
  return {
    ...baseLine(ctx, line.description),
    amount,
    discount_amount: sum(discounts, (entry) => entry.amount),
    discount_amounts: discounts,
    invoice_line_item: line.id,
    pretax_credit_amounts: discounts.map((entry) => ({ ...entry, type: 'discount' as const })),
    quantity: given.amount === undefined ? (given.quantity ?? line.quantity) : null,
    taxes: (line.taxes ?? []).map((tax, place) => ({
      ...tax,
      amount: rest(tax.amount, (credit) => credit.taxes?.[place]?.amount),
      taxable_amount:
        tax.taxable_amount === null
          ? null
          : rest(tax.taxable_amount, (credit) => credit.taxes?.[place]?.taxable_amount),
    })),
    tax_rates: taxRatesOf(ctx, line),
    type: 'invoice_line_item',
    unit_amount: null,
    unit_amount_decimal: null,
  };
}

/** Before tax: the amount that is said, what the units come to with those credited before, or all of the line. */
function creditedAmount(line: InvoiceLine, given: LineCredited, currency: string, param: string): number {
  const { before, quantity } = given;
  const left = line.amount - sum(before, (credit) => credit.amount);
  const ofUnits = () => {
    const units = before.filter((credit) => credit.quantity !== null);
    const upToNow = (quantity ?? 0) + sum(units, (credit) => credit.quantity ?? 0);
    return shareOf(line.amount, upToNow, line.quantity ?? 1) - sum(units, (credit) => credit.amount);
  };
  const amount = given.amount ?? (quantity === undefined ? line.amount : ofUnits());
  if (amount <= Math.max(0, left) && amount >= Math.min(0, left)) return amount;
  const name =
    given.amount === undefined ? (quantity === undefined ? 'invoice_line_item' : 'quantity') : 'amount';
  throw invalidRequest(
    `The credited amount of a line cannot exceed what is left of it, ${formatAmount(String(left), currency)}.`,
    { param: `${param}[${name}]` },
  );
}

/** docs.stripe.com/invoicing/integration/programmatic-credit-notes: a line is credited by quantity or by amount, not both. */
function requireOneWay({ before, amount, quantity }: LineCredited, param: string): void {
  if (amount === undefined && quantity === undefined) return;
  const [way, other] = amount === undefined ? ['quantity', 'amount'] : ['amount', 'quantity'];
  if (before.every((credit) => (credit.quantity === null) === (amount !== undefined))) return;
  throw invalidRequest(`This line was credited by ${other} before, so it cannot be credited by ${way}.`, {
    param: `${param}[${way}]`,
  });
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
