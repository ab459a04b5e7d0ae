import type { Runtime } from '../app/config/runtime.ts';
import { createStripeClient, type StripeClient } from '../app/stripe/client.ts';
import { createPacer } from '../app/stripe/pacer.ts';

/**
 * Stripe allows 100 calls a second in live mode and 25 in a sandbox, for all of us together. At most two invocations
 * read at once (the sweep and the queue's one consumer), so each may take so many and leave the pages their share.
 */
const READS_PER_SECOND = { live: 40, test: 10 };

/** A client whose reads are spread over time; the local stand-in has no limit. */
export function pacedStripe({ env, stripe }: Runtime): StripeClient {
  if (env.DEV_STRIPE_URL !== undefined) return stripe;
  const isLive = /^[sr]k_live_/.test(env.STRIPE_SECRET_KEY);
  const pacer = createPacer({
    perSecond: isLive ? READS_PER_SECOND.live : READS_PER_SECOND.test,
    nowMs: () => performance.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return createStripeClient(env, async (input, init) => {
    if ((init?.method ?? 'GET') === 'GET') await pacer.take();
    return fetch(input, init);
  });
}
