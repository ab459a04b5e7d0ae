import type { Context } from '../context.ts';
import type { Customer, InvoiceLine, TaxRate } from '../state/records.ts';
import { divideHalfUp, requireDecimal } from '../wire/decimal.ts';
import { automaticTax, isAutomaticRate } from './automatic-tax.ts';
import type { DraftLine } from './draft-line.ts';

export type LineTax = NonNullable<InvoiceLine['taxes']>[number];

export interface TaxRules {
  readonly customer: Customer;
  readonly automatic: boolean;
  readonly defaultRates: readonly string[];
}

const HUNDRED_PERCENT = requireDecimal('100');

/** The taxes of a line on what is left after its discounts, each rounded half up. */
export function taxLine(
  ctx: Context,
  rules: TaxRules,
  line: Pick<DraftLine, 'price' | 'taxRates' | 'taxedAt'>,
  discountedAmount: number,
): LineTax[] {
  if (line.taxedAt) return taxesAt(ctx, line.taxedAt, line.price, discountedAmount);
  if (rules.automatic) return automaticTaxes(ctx, rules.customer, line, discountedAmount);
  return (line.taxRates ?? rules.defaultRates)
    .map((id) => ctx.store.taxRates.get(id))
    .filter((rate) => rate !== undefined)
    .map((rate) => {
      const exempt = rules.customer.tax_exempt === 'exempt' || rules.customer.tax_exempt === 'reverse';
      const reason = rules.customer.tax_exempt === 'reverse' ? 'reverse_charge' : 'customer_exempt';
      return toTax(
        rate,
        discountedAmount,
        rate.inclusive ? 'inclusive' : 'exclusive',
        exempt ? 0 : rate.percentage,
        exempt ? reason : 'standard_rated',
      );
    });
}

function taxesAt(
  ctx: Context,
  rates: readonly string[],
  price: DraftLine['price'],
  amount: number,
): LineTax[] {
  return rates
    .map((id) => ctx.store.taxRates.get(id))
    .filter((rate) => rate !== undefined)
    .map((rate) => {
      const behavior = isAutomaticRate(rate) ? behaviorOf(price) : rate.inclusive ? 'inclusive' : 'exclusive';
      return toTax(rate, amount, behavior, rate.percentage, 'standard_rated');
    });
}

/** Whether automatic tax is in the price or comes on top of it. */
function behaviorOf(price: DraftLine['price']): 'inclusive' | 'exclusive' {
  return price?.tax_behavior === 'inclusive' ? 'inclusive' : 'exclusive';
}

function automaticTaxes(
  ctx: Context,
  customer: Customer,
  line: Pick<DraftLine, 'price'>,
  amount: number,
): LineTax[] {
  const applied = automaticTax(ctx, customer);
  if (applied === 'needs_location') return [];
  if (applied === 'not_collecting') return [];
  return [toTax(applied.rate, amount, behaviorOf(line.price), applied.rate.percentage, applied.reason)];
}

function toTax(
  rate: TaxRate,
  amount: number,
  behavior: 'inclusive' | 'exclusive',
  percentage: number,
  reason: LineTax['taxability_reason'],
): LineTax {
  const percent = requireDecimal(String(percentage));
  const divisor = behavior === 'inclusive' ? HUNDRED_PERCENT + percent : HUNDRED_PERCENT;
  const tax = Number(divideHalfUp(BigInt(amount) * percent, divisor));
  return {
    amount: tax,
    tax_behavior: behavior,
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: reason,
    taxable_amount: behavior === 'inclusive' ? amount - tax : amount,
    type: 'tax_rate_details',
  };
}
