import { type Decimal, divideByInteger, multiplyDecimals, parseDecimal } from './decimal.ts';
import { BYTES_PER_GB, METRICS, type Metric } from './metric.ts';
import { CURRENCIES, type Currency, MINOR_DIGITS } from './money.ts';
import { PLAN_IDS, type PlanId } from './plan-id.ts';
import { PLAN_TERMS, type PlanTerms } from './plan-terms.ts';
import type { MeteredPrice } from './pricing/metered-price.ts';
import type { PriceTier } from './pricing/tier.ts';

/** The flat monthly fee, or the metered overage of one metric. */
export type PriceComponent = 'base' | Metric;

export type CatalogPrice = {
  readonly lookupKey: string;
  readonly currency: Currency;
} & (
  | { readonly component: 'base'; readonly unitAmountMinor: bigint }
  | { readonly component: Metric; readonly price: MeteredPrice }
);

/** The least that a period of a plan version costs in one currency. */
export interface CatalogCommitment {
  readonly currency: Currency;
  readonly amountMinor: bigint;
}

/** One version of a plan: of the price list, or agreed with one customer, whose versions count by themselves. */
export interface CatalogPlan {
  readonly id: PlanId;
  readonly name: string;
  readonly rank: number;
  readonly version: number;
  readonly customerId: string | null;
  readonly prices: readonly CatalogPrice[];
  readonly commitments: readonly CatalogCommitment[];
}

/** Overage rates are the US dollar rates times exactly this, in major units. */
const RATE_FACTORS: Record<Currency, Decimal> = {
  usd: parseDecimal('1'),
  eur: parseDecimal('0.94'),
  gbp: parseDecimal('0.8'),
  jpy: parseDecimal('150'),
};

/** Single units (bytes for transfer) in the quantity that a rate of the price list is quoted for. */
const UNITS_PER_RATE: Record<Metric, bigint> = {
  impressions: 1_000n,
  api_calls: 1_000n,
  data_transfer_bytes: BYTES_PER_GB,
};

/** What we sell today. A version that somebody subscribed to never changes; new terms are a new version. */
export const CATALOG: readonly CatalogPlan[] = PLAN_IDS.map((id, index) => {
  const terms = PLAN_TERMS[id];
  return {
    id,
    name: terms.name,
    rank: index + 1,
    version: terms.version,
    customerId: null,
    commitments: [],
    prices: CURRENCIES.flatMap((currency) => pricesIn({ id, terms, currency })),
  };
});

/** The name under which the price stands at Stripe, for good: two prices never share it. */
export function priceLookupKey(
  plan: Pick<CatalogPlan, 'id' | 'version' | 'customerId'>,
  component: PriceComponent,
  currency: Currency,
): string {
  const owner = plan.customerId === null ? '' : `_${plan.customerId}`;
  return `${plan.id}${owner}_v${plan.version}_${component}_${currency}`;
}

function pricesIn({
  id,
  terms,
  currency,
}: {
  id: PlanId;
  terms: PlanTerms;
  currency: Currency;
}): CatalogPrice[] {
  const lookupKey = (component: PriceComponent) =>
    priceLookupKey({ id, version: terms.version, customerId: null }, component, currency);
  const minorPerMajor = 10n ** BigInt(MINOR_DIGITS[currency]);
  return [
    {
      component: 'base',
      currency,
      lookupKey: lookupKey('base'),
      unitAmountMinor: terms.monthlyFee[currency] * minorPerMajor,
    },
    ...METRICS.map((metric) => ({
      component: metric,
      currency,
      lookupKey: lookupKey(metric),
      price: { kind: 'graduated' as const, tiers: tiersOf({ terms, metric, currency, minorPerMajor }) },
    })),
  ];
}

function tiersOf(input: {
  terms: PlanTerms;
  metric: Metric;
  currency: Currency;
  minorPerMajor: bigint;
}): PriceTier[] {
  const { included, overage } = input.terms.metered[input.metric];
  const free: PriceTier = { upTo: included, unitAmount: parseDecimal('0') };
  const paid = overage.map(({ usd }, index): PriceTier => {
    const rate = multiplyDecimals(parseDecimal(usd), RATE_FACTORS[input.currency]);
    const rateMinor = { scaled: rate.scaled * input.minorPerMajor };
    return {
      upTo: overage[index + 1]?.above ?? null,
      unitAmount: divideByInteger(rateMinor, UNITS_PER_RATE[input.metric]),
    };
  });
  return [free, ...paid];
}
