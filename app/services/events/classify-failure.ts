import { isDatabaseOutage } from '../../db/database-outage.ts';
import { stripeRefusal } from '../../stripe/refusal.ts';
import { describeError } from './describe-error.ts';

/**
 * `own`: the event or its object is at fault, and it fails for good after so many tries. `echo`: Stripe's answer was
 * older than ours. Otherwise Stripe or our database could not be asked. Only the first says anything about the event.
 */
export interface Failure {
  kind: 'own' | 'echo' | 'throttled' | 'outage';
  message: string;
  /** All other objects would meet the same. */
  isGeneral: boolean;
  retryAfterMs: number | null;
}

export function classifyFailure(error: unknown): Failure {
  const message = describeError(error);
  const refusal = stripeRefusal(error);
  if (refusal !== null) {
    const { wholeAccount, retryAfterMs } = refusal;
    const kind = refusal.kind === 'throttled' ? 'throttled' : 'outage';
    return { kind, message, isGeneral: wholeAccount, retryAfterMs };
  }
  if (isDatabaseOutage(error)) return { kind: 'outage', message, isGeneral: false, retryAfterMs: null };
  return { kind: 'own', message, isGeneral: false, retryAfterMs: null };
}
