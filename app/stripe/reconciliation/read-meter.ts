import Stripe from 'stripe';
import type { StripeClient } from '../client.ts';

export interface MeterRequest {
  meterId: string;
  stripeCustomerId: string;
  start: Date;
  end: Date;
  /** One sum a window; `null` for one of the whole range. Windows begin at whole UTC days or hours. */
  window: 'day' | 'hour' | null;
}

/** Units by the start of their window, ISO; windows without units are left out. */
export type MeterReading = ReadonlyMap<string, bigint>;

const SUMMARIES_PER_CALL = 100;

/** What the meter has counted for a customer: one call for up to 100 windows. Null when Stripe has no such customer. */
export async function readMeter(
  stripe: StripeClient,
  request: MeterRequest,
): Promise<{ reading: MeterReading | null; calls: number }> {
  const reading = new Map<string, bigint>();
  let after: string | undefined;
  let calls = 0;
  do {
    calls += 1;
    const page = await readPage(stripe, request, after);
    if (page === null) return { reading: null, calls };
    for (const { start_time: start, aggregated_value: value } of page.data) {
      const at = new Date(start * 1000).toISOString();
      reading.set(at, (reading.get(at) ?? 0n) + BigInt(Math.round(value)));
    }
    after = page.has_more ? page.data.at(-1)?.id : undefined;
  } while (after !== undefined);
  return { reading, calls };
}

async function readPage(stripe: StripeClient, request: MeterRequest, after: string | undefined) {
  try {
    return await stripe.billing.meters.listEventSummaries(request.meterId, {
      customer: request.stripeCustomerId,
      start_time: request.start.getTime() / 1000,
      end_time: request.end.getTime() / 1000,
      limit: SUMMARIES_PER_CALL,
      ...(request.window !== null && { value_grouping_window: request.window }),
      ...(after !== undefined && { starting_after: after }),
    });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing')
      return null;
    throw error;
  }
}
