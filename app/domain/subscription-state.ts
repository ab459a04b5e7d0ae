/** Stripe's set is open: an unknown state is kept as it is and counts as alive. */
const ENDED: readonly string[] = ['canceled', 'incomplete_expired'];

export function isSubscriptionEnded(status: string): boolean {
  return ENDED.includes(status);
}

/** A subscription that ended is never alive again; another one takes its place. */
export function canSubscriptionMove(from: string, to: string): boolean {
  return from === to || !isSubscriptionEnded(from);
}
