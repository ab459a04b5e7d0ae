import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import type { Period } from './period.ts';

interface Prorating {
  readonly proration_date?: number;
  readonly proration_behavior?: 'always_invoice' | 'create_prorations' | 'none';
}

/** Prorations are reckoned at a time of the running period; outside of it there is nothing to split. */
export function requireProrationDate(
  ctx: Context,
  subscription: SubscriptionRecord,
  { proration_date: at, proration_behavior: behavior }: Prorating,
): void {
  if (at === undefined) return;
  if (behavior === 'none') {
    throw invalidRequest('You cannot set `proration_date` when `proration_behavior` is `none`.', {
      param: 'proration_date',
    });
  }
  for (const item of ctx.store.subscriptionItems.by('subscription', subscription.id)) {
    requireWithin({ start: item.current_period_start, end: item.current_period_end }, at);
  }
}

export function requireWithin({ start, end }: Period, at: number): void {
  if (start <= at && at <= end) return;
  throw invalidRequest(
    'Cannot specify proration date outside of current subscription period or current phase.',
    { param: 'proration_date' },
  );
}
