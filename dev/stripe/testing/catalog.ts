import Stripe from 'stripe';

export async function createCustomer(
  stripe: Stripe,
  given: { card?: string } & Stripe.CustomerCreateParams = {},
): Promise<Stripe.Customer> {
  const { card = 'pm_card_visa', ...params } = given;
  return stripe.customers.create({
    email: 'ada@example.com',
    name: 'Ada',
    payment_method: card,
    invoice_settings: { default_payment_method: card },
    ...params,
  });
}

export async function createFlatPrice(
  stripe: Stripe,
  given: { amount: number; currency?: string; name?: string },
): Promise<Stripe.Price> {
  const { amount, currency = 'usd', name = 'Growth' } = given;
  return stripe.prices.create({
    currency,
    unit_amount: amount,
    recurring: { interval: 'month' },
    product_data: { name },
  });
}

export async function createMeter(stripe: Stripe, eventName = 'impressions'): Promise<Stripe.Billing.Meter> {
  return stripe.billing.meters.create({
    display_name: eventName,
    event_name: eventName,
    default_aggregation: { formula: 'sum' },
  });
}

export async function createTieredPrice(
  stripe: Stripe,
  given: {
    meter: string;
    tiers: readonly (readonly [upTo: number | 'inf', unitAmount: string])[];
    currency?: string;
    mode?: 'graduated' | 'volume';
  },
): Promise<Stripe.Price> {
  return stripe.prices.create({
    currency: given.currency ?? 'usd',
    recurring: { interval: 'month', usage_type: 'metered', meter: given.meter },
    billing_scheme: 'tiered',
    tiers_mode: given.mode ?? 'graduated',
    tiers: given.tiers.map(([upTo, unitAmount]) => ({
      up_to: upTo,
      unit_amount_decimal: Stripe.Decimal.from(unitAmount),
    })),
    product_data: { name: 'Impressions', unit_label: 'impression' },
  });
}

/** The amounts of an invoice's lines with the words that Stripe gives them. */
export function linesOf(invoice: Stripe.Invoice): (readonly [string | null, number])[] {
  return invoice.lines.data.map((line) => [line.description, line.amount] as const);
}
