import Stripe from 'stripe';
import type { ServiceContext } from '../../../app/services/context.ts';
import { receiveWebhook } from '../../../app/services/webhooks/receive-webhook.ts';
import { newDeliveries } from '../deliver-webhooks.ts';
import { TEST_WEBHOOK_SECRET } from '../environment.ts';
import type { Random } from './random.ts';

const LOST = 0.08;
const DUPLICATED = 0.15;
const DELAYED = 0.15;

export interface PostOffice {
  /** Takes what Stripe has sent since, and hands over what is not lost or held up, in any order. */
  deliver(ctx: ServiceContext): Promise<void>;
  /** Ids of all events that Stripe has sent. */
  sent: Set<string>;
  lost: number;
}

/** Between Stripe and us: loses webhooks for good, doubles them, holds them up, and mixes their order. */
export function createPostOffice(random: Random): PostOffice {
  let held: string[] = [];
  const office: PostOffice = {
    sent: new Set(),
    lost: 0,
    async deliver(ctx) {
      const now: string[] = [];
      const later: string[] = [];
      for (const body of [...held, ...(await newDeliveries()).map((delivery) => delivery.body)]) {
        office.sent.add((JSON.parse(body) as { id: string }).id);
        if (random.chance(LOST)) office.lost += 1;
        else if (random.chance(DELAYED)) later.push(body);
        else now.push(body, ...(random.chance(DUPLICATED) ? [body] : []));
      }
      held = later;
      for (const body of random.shuffled(now)) {
        const isStored = await handOver(ctx, body);
        if (!isStored) held.push(body);
      }
    },
  };
  return office;
}

/** False for the 503 after which Stripe sends it again. */
async function handOver(ctx: ServiceContext, rawBody: string): Promise<boolean> {
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: rawBody,
    secret: TEST_WEBHOOK_SECRET,
    timestamp: Math.floor(ctx.now.getTime() / 1_000),
  });
  try {
    await receiveWebhook(ctx, { rawBody, signature, secrets: [TEST_WEBHOOK_SECRET] });
    return true;
  } catch {
    return false;
  }
}
