import { formatDecimal } from '../../domain/decimal.ts';
import type { MeteredPrice } from '../../domain/pricing/metered-price.ts';

/** What a price charges, as one text: two prices with the same text are the same to whoever pays. */
export function priceToText(price: MeteredPrice): string {
  if (price.kind === 'package') {
    return `package of ${price.size} at ${formatDecimal(price.amount)}, rounded ${price.round}`;
  }
  const tiers = price.tiers.map(({ upTo, unitAmount, flatAmount }) => {
    const flat = flatAmount ? `+${formatDecimal(flatAmount)}` : '';
    return `${upTo ?? 'inf'}:${formatDecimal(unitAmount)}${flat}`;
  });
  return `${price.kind} ${tiers.join(' ')}`;
}
