import type { Context } from '../context.ts';
import { DECLINES, type Decline } from './test-cards.ts';

/** A refusal that somebody ordered on the dashboard for the next charge of a card. */
export function dashboardDecline(ctx: Context, paymentMethod: string): Decline | null {
  const record = ctx.store.cards.get(paymentMethod);
  if (!record?.fails) return null;
  const { fails, ...card } = record;
  ctx.store.cards.put(card);
  return Object.hasOwn(DECLINES, fails) ? DECLINES[fails as keyof typeof DECLINES] : DECLINES.generic;
}
