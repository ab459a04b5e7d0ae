import type { MirrorPlan } from '../mirror/plan.ts';
import { MAX_DEFERRALS_IN_DOUBT } from './backoff.ts';
import type { ClaimedEvent } from './claim-events.ts';
import type { Failure } from './classify-failure.ts';

export const ECHO: Failure = {
  kind: 'echo',
  message: 'Stripe answered with a state that cannot follow what stands here',
  isGeneral: false,
  retryAfterMs: null,
};

/**
 * Which events a reading settles, and which have their object read again because it was not believed. An event that
 * has waited long is done all the same: it is then ours that differs, which reconciliation tells.
 */
export function sortByBelief(
  { isBelieved = true }: MirrorPlan,
  events: readonly ClaimedEvent[],
): { done: readonly ClaimedEvent[]; again: readonly ClaimedEvent[] } {
  if (isBelieved) return { done: events, again: [] };
  return {
    done: events.filter(({ deferrals }) => deferrals >= MAX_DEFERRALS_IN_DOUBT),
    again: events.filter(({ deferrals }) => deferrals < MAX_DEFERRALS_IN_DOUBT),
  };
}
