import { beforeAll, describe, expect, it } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { sealAll } from '../../../dev/testing/seal-all.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import type { Actor } from '../../domain/actor.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { listDunningCases } from '../dunning/list-dunning-cases.ts';
import { getAdminOverview } from './get-overview.ts';

const system = testContext();
const admin = testContext<Actor>({ actor: staffActor('admin') });
const now = system.now;

let owing: TestCustomer;
let stripeInvoiceId: string;

function countingTrips(ctx: ServiceContext): { ctx: ServiceContext; trips(): number } {
  let trips = 0;
  const counted: ServiceContext = {
    ...ctx,
    db: {
      batch(scope, build) {
        trips += 1;
        return ctx.db.batch(scope, build);
      },
      call(call) {
        trips += 1;
        return ctx.db.call(call);
      },
      transaction(scope, work) {
        trips += 1;
        return ctx.db.transaction(scope, work);
      },
    },
  };
  return { ctx: counted, trips: () => trips };
}

beforeAll(async () => {
  await provisionCatalog(system);
  await createCustomer(system, {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Abonnent KG',
    planId: 'scale',
    currency: 'eur',
    locale: 'de-DE',
    country: 'DE',
    paymentMethod: 'pm_card_visa',
  });
  owing = await insertTestCustomer({ name: 'Zahlmichnie Ltd' });
  const { id: customer } = await system.stripe.customers.create({
    name: 'Zahlmichnie Ltd',
    metadata: { customer_id: owing.id },
  });
  const method = await system.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  const draft = await system.stripe.invoices.create({
    customer,
    currency: 'usd',
    default_payment_method: method.id,
  });
  await system.stripe.invoiceItems.create({ customer, invoice: draft.id, currency: 'usd', amount: 4_200 });
  await system.stripe.invoices.finalizeInvoice(draft.id);
  await system.stripe.invoices.pay(draft.id).catch(() => undefined);
  stripeInvoiceId = draft.id;
  await settleWebhooks(system);
});

describe('getAdminOverview', () => {
  it('takes one trip to the database', async () => {
    const { ctx, trips } = countingTrips(admin);
    await getAdminOverview(ctx);
    expect(trips()).toBe(1);
  });

  it('lists the open dunning case with its customer, invoice and next attempt on day 3', async () => {
    const { dunningCases } = await getAdminOverview(admin);
    const [invoice] = await ownerSql('SELECT id, number FROM invoices WHERE customer_id = $1', [owing.id]);
    expect(dunningCases).toEqual([
      {
        id: expect.any(String),
        status: 'open',
        customerId: owing.id,
        customerName: 'Zahlmichnie Ltd',
        invoiceId: invoice?.id,
        invoiceNumber: invoice?.number,
        currency: 'usd',
        amountRemainingMinor: 4_200n,
        openedAt: now,
        attemptsMade: 0,
        nextAttemptAt: new Date(now.getTime() + 3 * 86_400_000),
        closedReason: null,
        lastDeclineCode: null,
        stripeRetryAt: null,
      },
    ]);
  });

  it('counts events that are due, waiting and dead, and shows the dead ones', async () => {
    const insert = `INSERT INTO events (id, kind, subject, dedupe_key, payload, status, attempts, run_after, last_error, created_at)
                    VALUES (gen_random_uuid(), 'stripe_event', $1, gen_random_uuid(), '{"type":"invoice.paid"}', $2, $3, $4, $5, $6)`;
    const at = (ms: number) => new Date(now.getTime() + ms).toISOString();
    await ownerSql(insert, ['invoice:in_due', 'pending', 0, at(0), null, at(-5_000)]);
    await ownerSql(insert, [
      'invoice:in_waits',
      'pending',
      1,
      at(15_000),
      'StripeConnectionError: x',
      at(-9_000),
    ]);
    await ownerSql(insert, ['invoice:in_dead', 'dead', 8, at(0), 'StripeAPIError: y', at(-1_000)]);
    const { events } = await getAdminOverview(admin);
    expect(events).toMatchObject({
      due: 1,
      waiting: 1,
      dead: 1,
      oldestDueAt: new Date(now.getTime() - 5_000),
      deadEvents: [
        { subject: 'invoice:in_dead', type: 'invoice.paid', attempts: 8, lastError: 'StripeAPIError: y' },
      ],
    });
  });

  it('raises an alarm while Stripe means to charge an invoice of ours', async () => {
    expect((await getAdminOverview(admin)).alarms).toEqual([]);
    await ownerSql('UPDATE invoices SET next_payment_attempt_at = $1 WHERE stripe_invoice_id = $2', [
      now.toISOString(),
      stripeInvoiceId,
    ]);
    const { alarms, dunningCases } = await getAdminOverview(admin);
    expect(alarms).toMatchObject([
      { kind: 'stripe_retries_our_invoice', stripeInvoiceId, customerName: 'Zahlmichnie Ltd', retryAt: now },
    ]);
    expect(dunningCases).toMatchObject([{ stripeRetryAt: now }]);
  });

  it('tells how old the usage is, once it was synced', async () => {
    expect((await getAdminOverview(admin)).usage).toMatchObject({ syncedAt: null, ageSeconds: null });
    const finishedAt = new Date(now.getTime() - 90_000);
    await ownerSql(`INSERT INTO sync_watermarks (source, watermark, finished_at) VALUES ('usage', $1, $1)`, [
      finishedAt.toISOString(),
    ]);
    expect((await getAdminOverview(admin)).usage).toEqual({
      syncedAt: finishedAt,
      ageSeconds: 90,
      outbox: { pending: 0, held: 0 },
      refused: { all: 0, groups: [] },
      quarantined: 0,
      unbilledHours: 0,
    });
  });

  it('counts hours that Stripe refused and lists the same, until a repair of the hour is queued', async () => {
    const insert = `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, last_error,
                      run_after, created_at)
                    SELECT c.id || ':api_calls:' || $1, c.id, 'api_calls', $2, 5, $3, $4, $5, $5
                    FROM invoices i JOIN customers c ON c.id = i.customer_id WHERE i.stripe_invoice_id = $6`;
    const outbox = (part: string, hour: string, status: string, error: string | null) =>
      ownerSql(insert, [part, hour, status, error, now.toISOString(), stripeInvoiceId]);
    await outbox('7:1', '2026-04-15T07:00:00Z', 'failed', 'archived_meter');
    await outbox('8:1', '2026-04-15T08:00:00Z', 'failed', 'archived_meter');
    await outbox('8:2', '2026-04-15T08:00:00Z', 'failed', 'archived_meter');
    await outbox('8:3', '2026-04-15T08:00:00Z', 'failed', 'no_meter');
    await outbox('9:1', '2026-04-15T09:00:00Z', 'failed', 'no_meter');
    const { refused } = (await getAdminOverview(admin)).usage;
    expect(refused.all).toBe(3);
    expect(refused.groups).toMatchObject([
      { customerName: 'Zahlmichnie Ltd', metric: 'api_calls', error: 'archived_meter', hours: 2 },
      { customerName: 'Zahlmichnie Ltd', metric: 'api_calls', error: 'no_meter', hours: 2 },
    ]);
    await outbox('9:repair:0', '2026-04-15T09:00:00Z', 'pending', null);
    expect((await getAdminOverview(admin)).usage.refused).toMatchObject({
      all: 2,
      groups: [{ hours: 2 }, { hours: 1 }],
    });
    await ownerSql(`DELETE FROM usage_outbox WHERE metric = 'api_calls'`);
  });

  it('counts invoices that are parked and flagged, and none that was decided', async () => {
    const insert = `INSERT INTO invoice_reviews (invoice_id, customer_id, status, run_after, created_at, updated_at)
                    SELECT id, customer_id, $2, $3, $3, $3 FROM invoices WHERE stripe_invoice_id = $1
                    ON CONFLICT (invoice_id) DO UPDATE SET status = excluded.status`;
    const reviewed = async (status: string) => {
      await ownerSql(insert, [stripeInvoiceId, status, now.toISOString()]);
      return (await getAdminOverview(admin)).reviews;
    };
    const { parked, flagged } = await reviewed('released');
    expect(await reviewed('parked')).toEqual({ parked: parked + 1, flagged });
    expect(await reviewed('flagged')).toEqual({ parked, flagged: flagged + 1 });
  });

  it('counts open cases of reconciliation and migration requests that nobody has finished', async () => {
    expect((await getAdminOverview(admin)).waiting).toEqual({
      cases: 0,
      oldestCaseAt: null,
      migrations: { queued: 0, inProgress: 0 },
    });
    for (const status of ['queued', 'queued', 'in_progress', 'done']) {
      await ownerSql(
        `INSERT INTO migration_requests (id, customer_id, channel, notes, status, requested_by, created_at, updated_at)
         VALUES (gen_random_uuid(), $1, 'sandbox', 'We want to move to the sandbox.', $2, 'someone', $3, $3)`,
        [owing.id, status, now.toISOString()],
      );
    }
    await ownerSql(
      `INSERT INTO reconciliation_runs (id, trigger, requested_by, status, tolerance_percent, meter_tolerances, objects_from, as_of, created_at)
       VALUES ('recon_waiting', 'api', 'someone', 'succeeded', 0.5, '{}', $1, $1, $1)`,
      [now.toISOString()],
    );
    for (const [key, status, ago] of [
      ['first', 'open', 60_000],
      ['second', 'open', 0],
      ['decided', 'closed', 90_000],
    ] as const) {
      await ownerSql(
        `INSERT INTO reconciliation_cases (id, run_id, difference_key, fingerprint, type, detail, status, created_at)
         VALUES (gen_random_uuid(), 'recon_waiting', $1, $1, 'alert', '{}', $2, $3)`,
        [key, status, new Date(now.getTime() - ago).toISOString()],
      );
    }
    expect((await getAdminOverview(admin)).waiting).toEqual({
      cases: 2,
      oldestCaseAt: new Date(now.getTime() - 60_000),
      migrations: { queued: 2, inProgress: 1 },
    });
  });

  it('tells how far the audit trail is sealed and how its last check ended', async () => {
    expect((await getAdminOverview(admin)).audit).toMatchObject({ head: null, lastCheck: null });
    await sealAll(system);
    await ownerSql(
      `INSERT INTO job_runs (id, job, scheduled_for, started_at, finished_at, status, error)
       VALUES (gen_random_uuid(), 'audit-verify', $1, $1, $1, 'failed', 'broken at position 3')`,
      [now.toISOString()],
    );
    const { audit } = await getAdminOverview(admin);
    expect(Number(audit.head?.position)).toBeGreaterThan(0);
    expect(audit).toMatchObject({
      unsealed: 0,
      lastCheck: { at: now, isIntact: false, error: 'broken at position 3' },
    });
    await ownerSql(`DELETE FROM job_runs WHERE job = 'audit-verify'`);
  });

  it('shows job runs, the newest first', async () => {
    const insert = `INSERT INTO job_runs (id, job, scheduled_for, started_at, finished_at, status, error)
                    VALUES (gen_random_uuid(), $1, $2, $2, $2, $3, $4)`;
    await ownerSql(insert, ['events', new Date(now.getTime() - 60_000).toISOString(), 'succeeded', null]);
    await ownerSql(insert, ['dunning', now.toISOString(), 'failed', 'in_1: no answer']);
    const { jobRuns, jobs } = await getAdminOverview(admin);
    expect(jobs).toEqual({ failing: ['dunning'], failedLastDay: 1 });
    expect(jobRuns).toMatchObject([
      { job: 'dunning', status: 'failed', error: 'in_1: no answer', startedAt: now },
      { job: 'events', status: 'succeeded', error: null },
    ]);
  });

  it('shows five runs of a job at most, so that seven sweeps leave the older sync in sight', async () => {
    const insert = `INSERT INTO job_runs (id, job, scheduled_for, started_at, finished_at, status)
                    SELECT gen_random_uuid(), $1, at, at, at, 'succeeded'
                    FROM generate_series($2::timestamptz, $2::timestamptz + $3::interval, '1 minute') AS at`;
    await ownerSql(insert, ['usage-sync', new Date(now.getTime() - 3_600_000).toISOString(), '0']);
    await ownerSql(insert, ['events', new Date(now.getTime() - 600_000).toISOString(), '6 minutes']);
    const shown = (await getAdminOverview(admin)).jobRuns.map(({ job }) => job);
    expect(shown.filter((job) => job === 'events')).toHaveLength(5);
    expect(shown).toContain('usage-sync');
  });
});

describe('who may look', () => {
  it('staff that only reads sees the same', async () => {
    const readonly = testContext<Actor>({ actor: staffActor('readonly') });
    expect(await getAdminOverview(readonly)).toEqual(await getAdminOverview(admin));
    expect(await listDunningCases(readonly)).toHaveLength(1);
  });

  it('a publisher is refused, even about itself', async () => {
    const publisher = testContext<Actor>({ actor: publisherActor(owing) });
    await expect(getAdminOverview(publisher)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listDunningCases(publisher)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
