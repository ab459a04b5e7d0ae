import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brokenStripe, stripeThrough } from '../../../dev/testing/broken-stripe.ts';
import { deliver, newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { createPublisher } from '../../../dev/testing/events.ts';
import { signedEvent } from '../../../dev/testing/signed-event.ts';
import { createRandom, type Random } from '../../../dev/testing/simulation/random.ts';
import { ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import type { CreatedCustomer } from '../customers/create-customer.ts';
import { processEvents } from './process-events.ts';
import { replayEvents } from './replay-events.ts';

const ctx = testContext();
const MINUTE = 60_000;

let publisher: CreatedCustomer;

function later(minutes: number, of: ServiceContext = ctx): ServiceContext {
  return { ...of, now: new Date(ctx.now.getTime() + minutes * MINUTE) };
}

function customerEvent(type = 'customer.updated'): Promise<string> {
  return signedEvent(type, { id: publisher.stripeCustomerId, object: 'customer' });
}

/** Stripe, and how often each object was read from it. */
function countingStripe() {
  const reads = new Map<string, number>();
  const stripe = brokenStripe(({ method, path }) => {
    const isReading = method === 'GET' && /^\/v1\/(customers|subscriptions|invoices)\/[^/]+$/.test(path);
    if (isReading) reads.set(path, (reads.get(path) ?? 0) + 1);
    return false;
  });
  return { reads, stripe };
}

async function putOff(stripeEventId: string, minutes: number): Promise<void> {
  await ownerSql('UPDATE events SET run_after = $2 WHERE dedupe_key = $1', [
    stripeEventId,
    later(minutes).now.toISOString(),
  ]);
}

async function nameHere(): Promise<unknown> {
  const [row] = await ownerSql('SELECT name FROM customers WHERE id = $1', [publisher.customerId]);
  return row?.name;
}

beforeAll(async () => {
  await provisionCatalog(ctx);
  publisher = await createPublisher();
  await settleWebhooks(ctx);
});

afterEach(async () => {
  await ownerSql('TRUNCATE events, object_leases');
  await newDeliveries();
});

describe('events that were stored before their object was last read', () => {
  it('cost no reading of their own: 4 of one customer in 4 invocations, one call', async () => {
    const ids = [await customerEvent(), await customerEvent(), await customerEvent(), await customerEvent()];
    for (const [index, id] of ids.entries()) await putOff(id, index);
    const { reads, stripe } = countingStripe();
    for (const index of ids.keys()) {
      const processed = await processEvents(later(index, { ...ctx, stripe }));
      expect(processed).toMatchObject({ claimed: 1, unchanged: 1, objects: index === 0 ? 1 : 0 });
    }
    expect([...reads.values()]).toEqual([1]);
    expect(await ownerSql("SELECT FROM events WHERE status <> 'done'")).toEqual([]);
  });

  it('neither do the payments of an invoice: all of a first month, an event an invocation, a call an object', async () => {
    await createPublisher();
    for (const delivery of await newDeliveries()) await deliver(delivery);
    await ownerSql(
      `UPDATE events e SET run_after = $1::timestamptz + numbered.number * interval '1 minute'
         FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM events) AS numbered
        WHERE numbered.id = e.id`,
      [ctx.now.toISOString()],
    );
    const { reads, stripe } = countingStripe();
    let claimed = 0;
    for (let minute = 1; minute <= 30; minute += 1) {
      claimed += (await processEvents(later(minute, { ...ctx, stripe }))).claimed;
    }
    expect(claimed).toBeGreaterThan(8);
    expect(await ownerSql("SELECT FROM events WHERE status <> 'done'")).toEqual([]);
    expect(reads.size).toBe(3);
    expect([...reads].filter(([, count]) => count > 1)).toEqual([]);
  });
});

describe('a new reading is made', () => {
  it('for an event that came while the object was being read, with all clocks standing still', async () => {
    let hasChanged = false;
    const stripe = stripeThrough(async (_, send) => {
      const answer = await send();
      if (!hasChanged) {
        hasChanged = true;
        await ctx.stripe.customers.update(publisher.stripeCustomerId, { name: 'Changed in mid-reading' });
        await customerEvent();
      }
      return answer;
    });
    await customerEvent();
    expect(await processEvents({ ...ctx, stripe }, { maxSubrequests: 3 })).toMatchObject({ claimed: 1 });
    expect(await nameHere()).toBe('Publisher');
    expect(await processEvents(ctx)).toMatchObject({ claimed: 1, objects: 1, applied: 1 });
    expect(await nameHere()).toBe('Changed in mid-reading');
  });

  it('for an event stored by a Worker whose clock is an hour behind', async () => {
    await customerEvent();
    await processEvents(later(60));
    await ctx.stripe.customers.update(publisher.stripeCustomerId, { name: 'Changed afterwards' });
    await customerEvent();
    expect(await processEvents(later(60))).toMatchObject({ claimed: 1, objects: 1, applied: 1 });
    expect(await nameHere()).toBe('Changed afterwards');
  });

  it('for an event that is replayed', async () => {
    const id = await customerEvent();
    await processEvents(ctx);
    await ownerSql("UPDATE customers SET name = 'Damaged' WHERE id = $1", [publisher.customerId]);
    await replayEvents(
      { ...ctx, actor: staffActor() },
      { selection: { stripeEventIds: [id] }, reason: 'The name was damaged.' },
    );
    expect(await processEvents(ctx)).toMatchObject({ claimed: 1, objects: 1, applied: 1 });
    expect(await nameHere()).not.toBe('Damaged');
  });

  it('for an event of an object that was not ours when it was read', async () => {
    const stranger = await ctx.stripe.customers.create({ name: 'Stranger' });
    const about = { id: stranger.id, object: 'customer' };
    await signedEvent('customer.updated', about);
    await putOff(await signedEvent('customer.updated', about), 1);
    expect(await processEvents(ctx)).toMatchObject({ claimed: 1, ignored: 1, objects: 1 });
    expect(await processEvents(later(1))).toMatchObject({ claimed: 1, ignored: 1, objects: 1 });
  });

  it('for a deletion, which knows the time that a reading does not', async () => {
    await customerEvent();
    await putOff(await customerEvent('customer.deleted'), 1);
    expect(await processEvents(ctx)).toMatchObject({ claimed: 1, objects: 1 });
    expect(await processEvents(later(1))).toMatchObject({ claimed: 1, objects: 1 });
  });

  it('for a deletion also in the run that has just read the object', async () => {
    await customerEvent();
    const deletion = await customerEvent('customer.deleted');
    await putOff(deletion, 1);
    let isDue = false;
    const stripe = stripeThrough(async (_, send) => {
      if (!isDue) await putOff(deletion, 0);
      isDue = true;
      return send();
    });
    expect(await processEvents({ ...ctx, stripe })).toMatchObject({ claimed: 2, objects: 2 });
  });

  it('of the invoice, for an event of a charge that was last read when it stood for itself', async () => {
    await createPublisher();
    await newDeliveries();
    const [charge] = (await ctx.stripe.charges.list({ limit: 1 })).data;
    if (charge === undefined) throw new Error('the first invoice was not charged');
    await signedEvent('charge.updated', { id: charge.id, object: 'charge' });
    await ownerSql("INSERT INTO object_leases (subject, read_from) VALUES ($1, nextval('queue_places'))", [
      `charge:${charge.id}`,
    ]);
    expect(await processEvents(ctx)).toMatchObject({ claimed: 1, objects: 1, applied: 1 });
    expect(await ownerSql('SELECT FROM payments WHERE stripe_charge_id = $1', [charge.id])).toHaveLength(1);
  });

  it('after one whose writing failed', async () => {
    await customerEvent();
    await putOff(await customerEvent(), 1);
    const failing = brokenStripe(() => true);
    expect(await processEvents({ ...ctx, stripe: failing })).toMatchObject({ deferred: 1 });
    expect(await processEvents(later(1))).toMatchObject({ claimed: 2, objects: 1, unchanged: 2 });
  });
});

/**
 * Changes, deliveries, delays and readings in any order, changes in the midst of readings among them. Whenever nothing
 * is left to do, what stands here is at least as new as the newest change whose event had come.
 */
async function liveThrough(random: Random): Promise<{ claimed: number; calls: number }> {
  let [changes, delivered, claimed, calls] = [0, 0, 0, 0];
  const [undelivered, minutes]: [number[], { now: number }] = [[], { now: 0 }];
  async function change(): Promise<void> {
    changes += 1;
    await ctx.stripe.customers.update(publisher.stripeCustomerId, { name: `Change ${changes}` });
    undelivered.push(changes);
  }
  async function deliverOne(): Promise<void> {
    if (undelivered.length === 0) return;
    const [number = 0] = undelivered.splice(random.below(undelivered.length), 1);
    const id = await customerEvent();
    delivered = Math.max(delivered, number);
    if (random.chance(0.4)) await putOff(id, minutes.now + random.below(4));
  }
  const stripe = stripeThrough(async (_, send) => {
    if (random.chance(0.2)) await change();
    if (random.chance(0.2)) await deliverOne();
    calls += 1;
    const answer = await send();
    if (random.chance(0.3)) await change();
    if (random.chance(0.5)) await deliverOne();
    return answer;
  });
  for (let step = 0; step < 30; step += 1) {
    if (random.chance(0.6)) await change();
    for (let sent = random.below(3); sent > 0; sent -= 1) await deliverOne();
    const maxSubrequests = random.pick([3, 750]);
    claimed += (await processEvents(later(minutes.now, { ...ctx, stripe }), { maxSubrequests })).claimed;
    const open = await ownerSql("SELECT FROM events WHERE status <> 'done'");
    if (open.length === 0 && delivered > 0) {
      expect(Number(String(await nameHere()).replace('Change ', ''))).toBeGreaterThanOrEqual(delivered);
    }
    minutes.now += random.below(2);
  }
  return { claimed, calls };
}

it.each([11, 12, 13, 14, 15, 16])(
  'no change is missed, in whatever order things happen (seed %d)',
  async (seed) => {
    await ctx.stripe.customers.update(publisher.stripeCustomerId, { name: 'Change 0' });
    const { claimed, calls } = await liveThrough(createRandom(seed));
    expect(claimed).toBeGreaterThan(10);
    expect(calls).toBeLessThan(claimed);
  },
);
