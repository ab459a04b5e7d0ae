import type Stripe from 'stripe';
import { changedFields } from '../../webhooks/changed-fields.ts';
import type { Snapshot } from './collect.ts';

/** An invoice made by hand for a subscription is told of itself. */
const FOLLOWS = 'latest_invoice';

/**
 * Invoices and subscriptions that are not as the last event about them said, and in which fields: whoever mirrors by
 * events would never learn of it.
 */
export async function findUntold(stripe: Stripe, { invoices, subscriptions }: Snapshot): Promise<string[]> {
  const told = new Map<string, object>();
  // Latest first.
  for await (const { data } of stripe.events.list({ limit: 100 })) {
    const object = data.object as { id?: string };
    if (object.id !== undefined && !told.has(object.id)) told.set(object.id, object);
  }
  return [...invoices, ...subscriptions].flatMap((now) => {
    const last = told.get(now.id);
    if (last === undefined) return [`${now.id}: was never told of`];
    const fields = Object.keys(changedFields(plain(last), plain(now))).filter((field) => field !== FOLLOWS);
    return fields.length === 0 ? [] : [`${now.id}: ${fields.join(', ')}`];
  });
}

/** As it goes over the wire. */
function plain(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
