import type { Store } from '../state/store.ts';

const RETENTION_SECONDS = 30 * 86_400;

/** Stripe keeps events for 30 days, and so their deliveries. The oldest come first: it stops at one that is young. */
export function forgetOldEvents(store: Store, now: number): void {
  const isOld = (created: number) => created < now - RETENTION_SECONDS;
  for (const event of store.events.values()) {
    if (!isOld(event.created)) break;
    store.events.delete(event.id);
  }
  for (const thin of store.thinEvents.values()) {
    if (!isOld(Date.parse(thin.created) / 1000)) break;
    store.thinEvents.delete(thin.id);
  }
  for (const delivery of store.deliveries.values()) {
    if (!isOld(delivery.createdAt)) break;
    store.deliveries.delete(delivery.id);
  }
}
