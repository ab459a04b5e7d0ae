import type { StripeWorld } from '../../testing/stripe-world.ts';

interface Repeatable {
  readonly key: string;
  readonly call: (key: string) => Promise<{ id: string }>;
  readonly id: string;
  readonly madeAt: number;
}

/** For so long Stripe remembers an idempotency key, and the identifier of a meter event. */
export const KEY_SECONDS = 86_400;

/** The catalog and what a story has done so far. */
export interface Story {
  readonly world: StripeWorld;
  readonly meter: string;
  readonly prices: readonly string[];
  readonly meteredPrices: ReadonlySet<string>;
  readonly coupon: string;
  readonly taxRate: string;
  readonly acceptedUsage: Map<string, number>;
  /** When an identifier was last accepted. */
  readonly identifiers: Map<string, number>;
  readonly repeatable: Repeatable[];
  /** Each object as the last event about it said. */
  readonly told: Map<string, object>;
  /** A key that no call had before, refused ones included. */
  readonly nextKey: () => string;
}

/** Makes something under a key of its own, so that the call can be repeated. */
export async function keep(story: Story, call: Repeatable['call']): Promise<void> {
  const key = story.nextKey();
  const { id } = await call(key);
  story.repeatable.push({ key, call, id, madeAt: story.world.seconds() });
}

export function itemParams(
  story: Story,
  given: { price: number; quantity: number },
): { price: string; quantity?: number } {
  const price = pick(story.prices, given.price) ?? '';
  return story.meteredPrices.has(price) ? { price } : { price, quantity: given.quantity };
}

export function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(1, list.length)];
}
