import type { Snapshot } from './collect.ts';

/** From where which state may follow; a state that is not named here is final. */
const NEXT: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  invoice: {
    draft: ['open', 'paid', 'uncollectible'],
    open: ['paid', 'void', 'uncollectible'],
    uncollectible: ['paid', 'void'],
  },
  subscription: {
    incomplete: ['active', 'trialing', 'incomplete_expired', 'canceled'],
    trialing: ['active', 'past_due', 'unpaid', 'canceled', 'paused'],
    active: ['past_due', 'unpaid', 'canceled', 'trialing', 'paused'],
    past_due: ['active', 'unpaid', 'canceled', 'trialing', 'paused'],
    unpaid: ['active', 'canceled', 'past_due'],
    paused: ['active', 'canceled', 'past_due'],
  },
  payment_intent: {
    requires_payment_method: [
      'requires_confirmation',
      'requires_action',
      'processing',
      'succeeded',
      'canceled',
    ],
    requires_confirmation: [
      'requires_payment_method',
      'requires_action',
      'processing',
      'succeeded',
      'canceled',
    ],
    requires_action: ['requires_payment_method', 'requires_capture', 'processing', 'succeeded', 'canceled'],
    requires_capture: ['succeeded', 'canceled'],
    processing: ['requires_payment_method', 'succeeded', 'canceled'],
  },
  charge: { pending: ['succeeded', 'failed'] },
  refund: {
    pending: ['succeeded', 'failed', 'canceled', 'requires_action'],
    requires_action: ['succeeded', 'failed', 'canceled'],
    succeeded: ['failed'],
  },
  credit_note: { issued: ['void'] },
};

interface Stateful {
  readonly id: string;
  readonly object: string;
  readonly status: string | null;
}

/** Objects whose state took a step that Stripe does not know between two looks. */
export function findBackwardSteps(before: Snapshot, after: Snapshot): string[] {
  const states = new Map(statefulOf(before).map((object) => [object.id, object.status]));
  return statefulOf(after).flatMap(({ id, object, status }) => {
    const old = states.get(id);
    if (old === undefined || old === status || isReachable(object, String(old), String(status))) return [];
    return [`${object} ${id} went from ${old} to ${status}`];
  });
}

function isReachable(object: string, from: string, to: string, seen: readonly string[] = []): boolean {
  const next = NEXT[object]?.[from] ?? [];
  if (next.includes(to)) return true;
  return next.some((state) => !seen.includes(state) && isReachable(object, state, to, [...seen, from]));
}

function statefulOf(snapshot: Snapshot): Stateful[] {
  const { invoices, subscriptions, intents, charges, refunds, creditNotes } = snapshot;
  return [...invoices, ...subscriptions, ...intents, ...charges, ...refunds, ...creditNotes];
}
