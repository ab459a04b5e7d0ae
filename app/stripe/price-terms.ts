import type Stripe from 'stripe';

type Amount = { toString(): string } | number | null | undefined;

/**
 * What a price of Stripe charges, as one text: the same for a price that was read and for the request that would make
 * it. Of a read price the tiers have to be expanded.
 */
export function stripePriceTerms(price: Stripe.Price | Stripe.PriceCreateParams): string {
  const { recurring, transform_quantity: packs, tiers } = price;
  return JSON.stringify([
    price.currency,
    recurring?.interval ?? null,
    recurring?.meter ?? null,
    price.tiers_mode ?? null,
    tiers ? null : exact(price.unit_amount_decimal ?? price.unit_amount),
    packs ? [packs.divide_by, packs.round] : null,
    (tiers ?? []).map((tier) => [
      tier.up_to === 'inf' ? null : tier.up_to,
      exact(tier.unit_amount_decimal ?? tier.unit_amount),
      exact(tier.flat_amount_decimal ?? tier.flat_amount),
    ]),
  ]);
}

/** A decimal as Stripe's object, as text or as a number, without trailing zeros. */
function exact(amount: Amount): string | null {
  if (amount === null || amount === undefined) return null;
  const text = String(amount);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
