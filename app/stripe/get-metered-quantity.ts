import type { StripeClient } from './client.ts';

/** What Stripe's meter has counted for a customer between two instants, `end` exclusive, both on whole minutes. */
export async function getMeteredQuantity(
  stripe: StripeClient,
  input: { meterId: string; stripeCustomerId: string; start: Date; end: Date },
): Promise<bigint> {
  const { data } = await stripe.billing.meters.listEventSummaries(input.meterId, {
    customer: input.stripeCustomerId,
    start_time: input.start.getTime() / 1000,
    end_time: input.end.getTime() / 1000,
  });
  return data.reduce((sum, { aggregated_value: value }) => sum + BigInt(value), 0n);
}
