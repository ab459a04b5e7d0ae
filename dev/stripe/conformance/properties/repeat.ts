import type Stripe from 'stripe';
import { KEY_SECONDS, pick, type Story } from './story.ts';

/** The same key again: the same answer, and nothing happens a second time. */
export async function repeat({ world, repeatable }: Story, at: number): Promise<void> {
  const remembered = repeatable.filter(({ madeAt }) => world.seconds() - madeAt < KEY_SECONDS);
  const known = pick(remembered, at);
  if (!known) return;
  const before = await newestEvent(world.stripe);
  const { id } = await known.call(known.key);
  const isKept = (await newestEvent(world.stripe)) === before;
  if (id !== known.id || !isKept) throw new Error(`the key ${known.key} acted twice: ${known.id}, ${id}`);
}

async function newestEvent(stripe: Stripe): Promise<string | undefined> {
  return (await stripe.events.list({ limit: 1 })).data[0]?.id;
}
