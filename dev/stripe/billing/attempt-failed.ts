import type { Context } from '../context.ts';
import type { IntentOutcome } from '../payments/payment-intents.ts';
import type { Invoice } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invoiceFailed } from './subscription-standing.ts';

const DAY_SECONDS = 86_400;
/** Stripe's own retries, when they are on: three, after these many days each. */
export const RETRY_DAYS = [3, 5, 7];

/** The invoice stays open. Only Stripe's own attempts count, the first one always. */
export function markAttemptFailed(
  ctx: Context,
  invoice: Invoice,
  outcome: IntentOutcome | null,
  details: { automatic: boolean },
): Invoice {
  const before = ctx.store.invoices.get(invoice.id) ?? invoice;
  const attempts = details.automatic ? invoice.attempt_count + 1 : Math.max(1, invoice.attempt_count);
  const retryDays = RETRY_DAYS[attempts - 1];
  const retries = ctx.account.automaticRetries && invoice.auto_advance && retryDays !== undefined;
  const nextAttempt = retries ? ctx.now + retryDays * DAY_SECONDS : null;
  const failed = ctx.store.invoices.put({
    ...invoice,
    attempt_count: attempts,
    attempted: true,
    next_payment_attempt: details.automatic ? nextAttempt : invoice.next_payment_attempt,
  });
  if (details.automatic) setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: nextAttempt });
  emit(ctx, 'invoice.updated', toInvoice(failed), toInvoice(before));
  if (outcome?.kind === 'authentication') emit(ctx, 'invoice.payment_action_required', toInvoice(failed));
  emit(ctx, 'invoice.payment_failed', toInvoice(failed));
  const exhausted = ctx.account.automaticRetries && details.automatic && !retries;
  invoiceFailed(ctx, failed, { automatic: details.automatic, exhausted });
  return failed;
}
