import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { Customer, TaxId, TaxRate } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { isCountry } from '../wire/formats.ts';

interface Regime {
  readonly name: string;
  readonly type: NonNullable<TaxRate['tax_type']>;
  readonly percentage: number;
  /** A business that shows such a number accounts for the tax itself. */
  readonly businessTaxIds: readonly TaxId['type'][];
}

const EU_RATES = {
  AT: 20,
  BE: 21,
  CZ: 21,
  DE: 19,
  DK: 25,
  ES: 21,
  FI: 25.5,
  FR: 20,
  IE: 23,
  IT: 22,
  LU: 17,
  NL: 21,
  PL: 23,
  PT: 23,
  SE: 25,
};

const REGIMES: Readonly<Record<string, Regime>> = {
  ...Object.fromEntries(
    Object.entries(EU_RATES).map(([country, percentage]) => [
      country,
      { name: 'VAT', type: 'vat', percentage, businessTaxIds: ['eu_vat'] } satisfies Regime,
    ]),
  ),
  GB: { name: 'VAT', type: 'vat', percentage: 20, businessTaxIds: ['gb_vat'] },
  CH: { name: 'VAT', type: 'vat', percentage: 8.1, businessTaxIds: ['ch_vat'] },
  NO: { name: 'VAT', type: 'vat', percentage: 25, businessTaxIds: ['no_vat'] },
  JP: { name: 'JCT', type: 'jct', percentage: 10, businessTaxIds: ['jp_cn', 'jp_trn', 'jp_rn'] },
  AU: { name: 'GST', type: 'gst', percentage: 10, businessTaxIds: ['au_abn'] },
  NZ: { name: 'GST', type: 'gst', percentage: 15, businessTaxIds: ['nz_gst'] },
};

export interface AppliedRate {
  readonly rate: TaxRate;
  readonly reason: 'standard_rated' | 'reverse_charge' | 'customer_exempt';
}

/** Without a country there is nothing to start from; a draft may wait for one, a subscription may not. */
export function requireTaxLocation(ctx: Context, customer: Customer): void {
  if (automaticTax(ctx, customer) !== 'needs_location') return;
  throw invalidRequest(
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    { code: 'customer_tax_location_invalid', param: 'automatic_tax[enabled]' },
  );
}

/** The country decides the rate; a foreign business with a valid number pays none (reverse charge). */
export function automaticTax(
  ctx: Context,
  customer: Customer,
): AppliedRate | 'not_collecting' | 'needs_location' {
  const country = customer.address?.country?.toUpperCase();
  if (!country || !isCountry(country)) return 'needs_location';
  const regime = REGIMES[country];
  if (!regime) return 'not_collecting';
  if (customer.tax_exempt === 'exempt') {
    return { rate: taxRateOf(ctx, country, regime, 0), reason: 'customer_exempt' };
  }
  const isForeignBusiness =
    country !== ctx.account.country &&
    ctx.store.taxIds.by('customer', customer.id).some((taxId) => regime.businessTaxIds.includes(taxId.type));
  if (customer.tax_exempt === 'reverse' || isForeignBusiness) {
    return { rate: taxRateOf(ctx, country, regime, 0), reason: 'reverse_charge' };
  }
  return { rate: taxRateOf(ctx, country, regime, regime.percentage), reason: 'standard_rated' };
}

export function isAutomaticRate({ metadata }: TaxRate): boolean {
  return metadata?.stripe_tax === 'true';
}

/** The rate object that Stripe Tax makes for a country, one for each percentage. */
function taxRateOf(ctx: Context, country: string, regime: Regime, percentage: number): TaxRate {
  for (const rate of ctx.store.taxRates.values()) {
    if (isAutomaticRate(rate) && rate.country === country && rate.percentage === percentage) return rate;
  }
  return ctx.store.taxRates.put({
    id: newId(ctx, 'txr'),
    object: 'tax_rate',
    active: false,
    country,
    created: ctx.now,
    description: null,
    display_name: regime.name,
    effective_percentage: percentage,
    flat_amount: null,
    inclusive: false,
    jurisdiction: country,
    jurisdiction_level: 'country',
    livemode: false,
    metadata: { stripe_tax: 'true' },
    percentage,
    rate_type: 'percentage',
    state: null,
    tax_type: regime.type,
  });
}
