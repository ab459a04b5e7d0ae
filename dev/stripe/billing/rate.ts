import type { Price, Product, Tier } from '../state/records.ts';
import {
  type Decimal,
  divideDecimal,
  formatDecimal,
  integerToDecimal,
  multiplyToMinor,
  requireDecimal,
  ZERO,
} from '../wire/decimal.ts';
import { formatAmount } from './currency.ts';

/** One line that a price makes of a quantity, its amount rounded once to the minor unit. */
export interface RatedLine {
  readonly key: string;
  readonly amount: number;
  readonly quantity: Decimal;
  readonly unitAmount: string;
  readonly description: string;
}

interface Rating {
  readonly price: Price;
  readonly product: Product;
  readonly currency: string;
  readonly quantity: Decimal;
}

/**
 * Stripe's rating: per unit one line; graduated one line for each tier that has units (and one for its flat fee);
 * volume one line at the rate of the tier that holds the whole quantity. A negative total of usage bills as zero.
 */
export function rate(rating: Rating): RatedLine[] {
  const quantity = atLeastZero(rating.quantity);
  if (rating.price.billing_scheme !== 'tiered') return [ratePerUnit({ ...rating, quantity })];
  const tiers = tiersOf(rating.price, rating.currency);
  return rating.price.tiers_mode === 'volume'
    ? rateVolume({ ...rating, quantity }, tiers)
    : rateGraduated({ ...rating, quantity }, tiers);
}

function atLeastZero(quantity: Decimal): Decimal {
  if (quantity > ZERO) return quantity;
  return ZERO;
}

export function unitAmountOf(price: Price, currency: string): string {
  const option = currency === price.currency ? price : price.currency_options?.[currency];
  return option?.unit_amount_decimal ?? '0';
}

function tiersOf(price: Price, currency: string): Tier[] {
  const option = currency === price.currency ? price : price.currency_options?.[currency];
  return option?.tiers ?? [];
}

function ratePerUnit(rating: Rating): RatedLine {
  const { price, currency } = rating;
  const transform = price.transform_quantity;
  const quantity = transform
    ? divideDecimal(rating.quantity, BigInt(transform.divide_by), transform.round === 'up' ? 'up' : 'down')
    : rating.quantity;
  const unitAmount = unitAmountOf(price, currency);
  return {
    key: 'unit',
    amount: multiplyToMinor(quantity, requireDecimal(unitAmount)),
    quantity,
    unitAmount,
    description: describeLine(rating, quantity, `at ${formatAmount(unitAmount, currency)}`),
  };
}

function rateGraduated(rating: Rating, tiers: readonly Tier[]): RatedLine[] {
  const lines: RatedLine[] = [];
  let from = ZERO;
  tiers.forEach((tier, index) => {
    const to = tier.up_to === null ? null : integerToDecimal(tier.up_to);
    const upper = to === null || rating.quantity < to ? rating.quantity : to;
    const within = upper > from ? upper - from : ZERO;
    if (within > ZERO || index === 0) lines.push(...tierLines(rating, tier, index, within));
    if (to !== null) from = to;
  });
  return lines;
}

function rateVolume(rating: Rating, tiers: readonly Tier[]): RatedLine[] {
  const found = tiers.findIndex(
    (tier) => tier.up_to === null || rating.quantity <= integerToDecimal(tier.up_to),
  );
  const index = found === -1 ? tiers.length - 1 : found;
  const tier = tiers[index];
  return tier ? tierLines(rating, tier, index, rating.quantity) : [];
}

function tierLines(rating: Rating, tier: Tier, index: number, quantity: Decimal): RatedLine[] {
  const { currency } = rating;
  const lines: RatedLine[] = [];
  const unitAmount = tier.unit_amount_decimal;
  if (unitAmount !== null) {
    lines.push({
      key: `tier${index + 1}`,
      amount: multiplyToMinor(quantity, requireDecimal(unitAmount)),
      quantity,
      unitAmount,
      description: describeLine(
        rating,
        quantity,
        `Tier ${index + 1} at ${formatAmount(unitAmount, currency)}`,
      ),
    });
  }
  const flat = tier.flat_amount_decimal;
  if (flat !== null && (quantity > ZERO || unitAmount === null)) {
    lines.push({
      key: `tier${index + 1}flat`,
      amount: multiplyToMinor(integerToDecimal(1), requireDecimal(flat)),
      quantity: ZERO,
      unitAmount: flat,
      description: describeLine(
        rating,
        ZERO,
        `Tier ${index + 1} flat fee at ${formatAmount(flat, currency)}`,
      ),
    });
  }
  return lines;
}

function describeLine({ price, product }: Rating, quantity: Decimal, terms: string): string {
  const unit = product.unit_label ? ` ${product.unit_label}` : '';
  const every = price.recurring ? ` / ${intervalName(price.recurring)}` : '';
  return `${formatDecimal(quantity)}${unit} × ${product.name} (${terms}${every})`;
}

function intervalName({
  interval,
  interval_count: count,
}: {
  interval: string;
  interval_count: number;
}): string {
  return count === 1 ? interval : `every ${count} ${interval}s`;
}
