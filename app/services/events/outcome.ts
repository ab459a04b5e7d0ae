import type { MirrorOutcome } from '../mirror/plan.ts';

/** `events.outcome`: what handling an event came to. `gone`: neither Stripe nor we have the object. */
export const OUTCOMES = ['applied', 'unchanged', 'ignored', 'gone'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function toOutcome(outcome: Exclude<MirrorOutcome, 'superseded'>): Outcome {
  return outcome === 'foreign' ? 'ignored' : outcome;
}
