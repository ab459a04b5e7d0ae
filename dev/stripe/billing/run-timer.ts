import type { Context } from '../context.ts';
import { settleRefund } from '../payments/refund-charge.ts';
import type { TimerRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { advanceInvoice } from './advance-invoice.ts';
import { countDueMeterEvents } from './count-meter-events.ts';
import { turnSubscription } from './renew-subscription.ts';
import { updateSubscriptionRecord } from './subscription-standing.ts';

/** Does what a timer was set for; the context's time is the timer's own. */
export function runTimer(ctx: Context, timer: TimerRecord): void {
  ctx.store.timers.delete(timer.id);
  const { store } = ctx;
  const { kind, subject } = timer;
  if (kind === 'invoice') {
    const invoice = store.invoices.get(subject);
    if (invoice) advanceInvoice(ctx, invoice);
  } else if (kind === 'refund') {
    const refund = store.refunds.get(subject);
    if (refund) settleRefund(ctx, refund);
  } else if (kind === 'meter_events') {
    countDueMeterEvents(ctx);
  } else {
    const subscription = store.subscriptions.get(subject);
    if (!subscription) return;
    if (kind === 'subscription') turnSubscription(ctx, subscription);
    else if (kind === 'trial_will_end')
      emit(ctx, 'customer.subscription.trial_will_end', toSubscription(ctx, subscription));
    else updateSubscriptionRecord(ctx, subject, { pause_collection: null });
  }
}
