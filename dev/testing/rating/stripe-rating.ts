import { fraction, nearest, times } from './fraction.ts';

/** A metered price in the words of Stripe's API. */
export interface StripePriceTerms {
  readonly billing_scheme: 'per_unit' | 'tiered';
  readonly unit_amount_decimal?: string;
  readonly transform_quantity?: { readonly divide_by: bigint; readonly round: 'up' | 'down' };
  readonly tiers_mode?: 'graduated' | 'volume';
  readonly tiers?: readonly {
    readonly up_to: bigint | 'inf';
    readonly unit_amount_decimal: string;
    readonly flat_amount_decimal?: string;
  }[];
}

/**
 * The amounts of the lines that Stripe's documentation makes of a quantity, written from it and sharing nothing with
 * the application: `transform_quantity` divides and rounds before the price multiplies; volume bills every unit at the
 * tier of the total; graduated bills in each tier what lies in it; a flat amount is added for each tier that is billed;
 * each line is rounded to the minor unit.
 */
export function amountsByStripe(terms: StripePriceTerms, quantity: bigint): bigint[] {
  if (quantity === 0n) return [];
  if (terms.billing_scheme === 'per_unit') return [perUnit(terms, quantity)];
  const tiers = (terms.tiers ?? []).map((tier, index, all) => {
    const previous = all[index - 1]?.up_to ?? 0n;
    return { ...tier, above: previous === 'inf' ? 0n : previous };
  });
  const within = (above: bigint, upTo: bigint | 'inf') => {
    const last = upTo === 'inf' || quantity < upTo ? quantity : upTo;
    return last > above ? last - above : 0n;
  };
  const reached = tiers.filter(({ above, up_to }) => within(above, up_to) > 0n);
  const billed = terms.tiers_mode === 'volume' ? reached.slice(-1) : reached;
  return billed.flatMap(({ above, up_to, unit_amount_decimal: unit, flat_amount_decimal: flat }) => {
    const units = terms.tiers_mode === 'volume' ? quantity : within(above, up_to);
    const line = nearest(times(fraction(unit), units));
    return flat === undefined ? [line] : [line, nearest(fraction(flat))];
  });
}

function perUnit(
  { unit_amount_decimal = '0', transform_quantity: packs }: StripePriceTerms,
  quantity: bigint,
) {
  if (packs === undefined) return nearest(times(fraction(unit_amount_decimal), quantity));
  const full = quantity / packs.divide_by;
  const begun = quantity % packs.divide_by === 0n ? full : full + 1n;
  return nearest(times(fraction(unit_amount_decimal), packs.round === 'up' ? begun : full));
}
