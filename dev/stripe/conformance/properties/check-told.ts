import { changedFields } from '../../webhooks/changed-fields.ts';
import type { Snapshot } from './collect.ts';
import type { Story } from './story.ts';

/** An invoice made by hand for a subscription is told of itself. */
const FOLLOWS = 'latest_invoice';

/**
 * Invoices and subscriptions that are not as the last event about them said, and in which fields: whoever mirrors by
 * events would never learn of it. What was told is kept in the story: events are forgotten after 30 days.
 */
export async function findUntold(
  { world, told }: Story,
  { invoices, subscriptions }: Snapshot,
): Promise<string[]> {
  const latestFirst = await world.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  for (const { data } of latestFirst.reverse()) {
    const object = data.object as { id?: string };
    if (object.id !== undefined) told.set(object.id, object);
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
