import type { SQL } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../dev/testing/explain.ts';
import { signedEvent } from '../../../dev/testing/signed-event.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import type { Database } from '../../db/client.ts';
import type { Actor } from '../../domain/actor.ts';
import { getEvent } from './get-event.ts';
import { listEvents } from './list-events.ts';
import { processEvents } from './process-events.ts';
import { replayEvents } from './replay-events.ts';

const system = testContext();
const admin = testContext<Actor>({ actor: staffActor('admin') });
const readonly = testContext<Actor>({ actor: staffActor('readonly') });
const reason = 'Stripe was down all morning';
let customer: TestCustomer;

/** As the processor would have left it after eight failures. */
async function makeDead(ids: readonly string[]): Promise<void> {
  await ownerSql(
    `UPDATE events SET status = 'dead', attempts = 8, last_error = 'TypeError: no', finished_at = run_after
      WHERE dedupe_key = ANY($1)`,
    [ids],
  );
}

function eventsOf(status: string) {
  return ownerSql('SELECT dedupe_key, attempts, outcome FROM events WHERE status = $1 ORDER BY dedupe_key', [
    status,
  ]);
}

beforeAll(async () => {
  customer = await insertTestCustomer({ stripeCustomerId: 'cus_log', name: 'Log & Söhne' });
});

beforeEach(async () => {
  await ownerSql('TRUNCATE stripe_webhook_events, events, object_leases');
});

describe('the webhook log', () => {
  it('is read by keyset: 25 events in pages of 10 are 10, 10 and 5, each once, newest first', async () => {
    for (let index = 0; index < 25; index += 1)
      await signedEvent('invoice.paid', { id: `in_${index}`, object: 'invoice' });
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let page = await listEvents(admin, { limit: 10 }); ; ) {
      seen.push(...page.events.map(({ stripeEventId }) => stripeEventId));
      sizes.push(page.events.length);
      if (page.next === null) break;
      page = await listEvents(admin, { limit: 10, after: page.next });
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(new Set(seen).size).toBe(25);
  });

  it('filters by status, type, kind of type, event, object and customer, and counts what is open', async () => {
    const paid = await signedEvent('invoice.paid', { id: 'in_1', object: 'invoice', customer: 'cus_log' });
    const failed = await signedEvent('invoice.payment_failed', {
      id: 'in_2',
      object: 'invoice',
      customer: 'cus_2',
    });
    const payout = await signedEvent('payout.paid', { id: 'po_1', object: 'payout' });
    await makeDead([failed]);
    const find = async (filter: object) =>
      (await listEvents(readonly, { limit: 10, ...filter })).events.map(({ stripeEventId }) => stripeEventId);
    expect(await find({ status: 'dead' })).toEqual([failed]);
    expect(await find({ status: 'done' })).toEqual([payout]);
    expect(await find({ type: 'invoice.paid' })).toEqual([paid]);
    expect((await find({ type: 'invoice.*' })).sort()).toEqual([paid, failed].sort());
    expect(await find({ type: 'voice.pai' })).toEqual([paid]);
    expect(await find({ type: 'failed' })).toEqual([failed]);
    expect(await find({ type: 'invoice.pai.*' })).toEqual([]);
    expect(await find({ search: payout })).toEqual([payout]);
    expect(await find({ search: 'in_2' })).toEqual([failed]);
    expect(await find({ search: payout.slice(0, -1) })).toContain(payout);
    expect(await find({ search: 'in_9' })).toEqual([]);
    expect(await find({ search: 'cus_log' })).toEqual([paid]);
    expect(await find({ search: customer.id })).toEqual([paid]);
    expect(await find({ search: customer.name.slice(0, 4).toLowerCase() })).toEqual([paid]);
    expect(await find({ search: 'Nobody of ours' })).toEqual([]);
    const aDay = { from: admin.now, before: new Date(admin.now.getTime() + 86_400_000) };
    expect(await find({ ...aDay, type: 'payout' })).toEqual([payout]);
    expect(await find({ before: admin.now })).toEqual([]);
    expect(await find({ search: "in_' or true --" })).toEqual([]);
    const { counts, events } = await listEvents(admin, { limit: 10, search: 'in_1' });
    expect(counts).toEqual({ pending: 1, processing: 0, dead: 1 });
    expect(events).toMatchObject([
      { customer: { id: customer.id, name: 'Log & Söhne' }, foundBy: 'delivery' },
    ]);
  });

  it('shows one event whole, and 404 for one that is not there', async () => {
    const id = await signedEvent('invoice.paid', { id: 'in_1', object: 'invoice', customer: 'cus_log' });
    expect(await getEvent(readonly, id)).toMatchObject({
      stripeEventId: id,
      subject: 'invoice:in_1',
      status: 'pending',
      history: [],
      customerId: customer.id,
      payload: { id, data: { object: { id: 'in_1' } } },
    });
    await expect(getEvent(admin, 'evt_nowhere')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('finds the invoice of an event by its unique index', async () => {
    await ownerSql(
      `INSERT INTO invoices (id, customer_id, stripe_invoice_id, number, status, currency, subtotal_minor, tax_minor,
         amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor, period_start, period_end,
         auto_advance, attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at)
       SELECT gen_random_uuid(), $1, 'in_log_' || n, 'LOG-' || n, 'paid', 'usd', 0, 0, 0, 0, 0, 0, $2, $2, true, 0,
         '{}', '[]', $2, $2, $2 FROM generate_series(1, 5000) AS n`,
      [customer.id, admin.now.toISOString()],
    );
    await ownerSql('ANALYZE invoices');
    const id = await signedEvent('invoice.paid', { id: 'in_log_7', object: 'invoice', customer: 'cus_log' });
    expect(await getEvent(admin, id)).toMatchObject({ invoiceNumber: 'LOG-7' });
    await ownerSql('ANALYZE events, stripe_webhook_events');
    const queries: SQL[] = [];
    const watched: Database = {
      ...admin.db,
      batch: (scope, build) =>
        admin.db.batch(scope, (db) => {
          const built = build(db);
          queries.push(...built.map((query) => (query as unknown as { getSQL(): SQL }).getSQL()));
          return built;
        }),
    };
    await getEvent({ ...admin, db: watched }, id);
    const [query] = queries;
    if (query === undefined) throw new Error('no query');
    const plan = await explain(query, { kind: 'staff' });
    expect(plan.map((node) => node['Index Name'])).toContain('invoices_stripe_invoice_id_unique');
  });

  it('is for staff', async () => {
    const publisher = testContext<Actor>({ actor: publisherActor(customer) });
    await expect(listEvents(publisher, { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(getEvent(publisher, 'evt_1')).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a replay', () => {
  it('of all that a name finds is refused, because a name may leave some out; by the id it is taken', async () => {
    const byName = replayEvents(admin, { selection: { filter: { search: 'Media' } }, reason });
    await expect(byName).rejects.toMatchObject({ code: 'invalid_value', fields: [{ path: 'search' }] });
    const byId = { selection: { filter: { search: customer.id, status: 'dead' as const } }, reason };
    expect(await replayEvents(admin, byId)).toEqual({ replayed: 0, more: false });
  });

  it('of one dead event puts it back as if it had just come, with who and why on record, and works', async () => {
    const id = await signedEvent('invoice.updated', { id: 'in_gone', object: 'invoice' });
    await makeDead([id]);
    expect(await replayEvents(admin, { selection: { stripeEventIds: [id] }, reason })).toEqual({
      replayed: 1,
      more: false,
    });
    expect(await eventsOf('pending')).toEqual([{ dedupe_key: id, attempts: 0, outcome: null }]);
    const [trail] = await ownerSql(
      "SELECT actor_id, object_id, before, after FROM billing_audit WHERE action = 'event.replayed' AND object_id = $1",
      [id],
    );
    expect(trail).toEqual({
      actor_id: 'user_admin',
      object_id: id,
      before: { status: 'dead', outcome: null, attempts: 8, lastError: 'TypeError: no' },
      after: { status: 'pending', reason },
    });
    await processEvents(system);
    expect(await getEvent(admin, id)).toMatchObject({
      status: 'done',
      outcome: 'gone',
      history: [{ what: 'replayed', by: 'admin@apex.test', reason }],
    });
  });

  it('of an event whose object Stripe does not have any more ends as gone, however often, and never loops', async () => {
    const id = await signedEvent('customer.subscription.updated', { id: 'sub_gone', object: 'subscription' });
    for (let round = 0; round < 3; round += 1) {
      await processEvents(system);
      expect(await eventsOf('done')).toEqual([{ dedupe_key: id, attempts: 0, outcome: 'gone' }]);
      await replayEvents(admin, { selection: { stripeEventIds: [id] }, reason });
    }
    expect(await processEvents(system)).toMatchObject({ claimed: 1, ignored: 1 });
    expect(await processEvents(system)).toMatchObject({ claimed: 0 });
  });

  it('leaves alone what waits or is being worked on, and the second time finds nothing', async () => {
    const waiting = await signedEvent('invoice.paid', { id: 'in_1', object: 'invoice' });
    const dead = await signedEvent('invoice.paid', { id: 'in_2', object: 'invoice' });
    await makeDead([dead]);
    const selection = { stripeEventIds: [waiting, dead, 'evt_unknown'] };
    expect(await replayEvents(admin, { selection, reason })).toMatchObject({ replayed: 1 });
    expect(await replayEvents(admin, { selection, reason })).toMatchObject({ replayed: 0 });
  });

  it('by filter takes all dead ones of a type and no other; two at once replay each once', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      ids.push(await signedEvent('invoice.paid', { id: `in_${index}`, object: 'invoice' }));
    }
    const other = await signedEvent('customer.updated', { id: 'cus_9', object: 'customer' });
    await makeDead([...ids, other]);
    const input = { selection: { filter: { status: 'dead', type: 'invoice.*' } }, reason } as const;
    const [a, b] = await Promise.all([replayEvents(admin, input), replayEvents(admin, input)]);
    expect(a.replayed + b.replayed).toBe(12);
    expect(await eventsOf('dead')).toMatchObject([{ dedupe_key: other }]);
  });

  it.each([
    ['9 characters', 'too short'],
    ['spaces', '            '],
    ['501 characters', 'x'.repeat(501)],
  ])('with a reason of %s is refused, and nothing is replayed', async (_, given) => {
    const id = await signedEvent('invoice.paid', { id: 'in_1', object: 'invoice' });
    await makeDead([id]);
    await expect(
      replayEvents(admin, { selection: { stripeEventIds: [id] }, reason: given }),
    ).rejects.toMatchObject({ code: 'invalid_value', fields: [{ path: 'reason' }] });
    expect(await eventsOf('dead')).toHaveLength(1);
  });

  it('is for administrators: readonly staff and a publisher are refused', async () => {
    const selection = { stripeEventIds: ['evt_1'] };
    for (const ctx of [readonly, testContext<Actor>({ actor: publisherActor(customer) })]) {
      await expect(replayEvents(ctx, { selection, reason })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
