import type { StripeClient } from './client.ts';

export interface EventPage {
  /** Whole payloads as a webhook would have brought them, newest first. */
  events: readonly object[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
}

export interface EventQuery {
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  before: Date;
  after: string | null;
  undelivered: boolean;
}

const PAGE_SIZE = 100;

/** One page of what Stripe recorded. It keeps events for 30 days. */
export async function listEvents(stripe: StripeClient, query: EventQuery): Promise<EventPage> {
  const page = await stripe.events.list({
    created: { gte: toSeconds(query.from), lt: toSeconds(query.before) },
    limit: PAGE_SIZE,
    ...(query.undelivered && { delivery_success: false }),
    ...(query.after !== null && { starting_after: query.after }),
  });
  return { events: page.data, next: page.has_more ? (page.data.at(-1)?.id ?? null) : null };
}

function toSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}
