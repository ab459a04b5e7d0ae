import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bearer, createApi } from '../../../../dev/testing/api.ts';
import {
  disagreeingDays,
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../../dev/testing/workers.ts';
import type { Actor } from '../../../domain/actor.ts';
import {
  usageAdjustmentPageSchema,
  usageAdjustmentSchema,
} from '../../../http/api/usage-adjustment-schemas.ts';
import { adjustUsage } from './adjust-usage.ts';
import { listAdjustments } from './list-adjustments.ts';
import { reverseAdjustment } from './reverse-adjustment.ts';

const HOUR = '2026-04-15T10:00:00.000Z';
const admin = testContext<Actor>({ actor: staffActor('admin') });
const api = createApi();
let customer: TestCustomer;

beforeAll(() => insertTestCatalog(testContext()));
beforeEach(async () => {
  await resetUsage();
  customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await syncHour(1_000, '2026-04-15T11:00:00.000Z', '2026-04-15T11:05:00.000Z');
});

async function syncHour(quantity: number, updatedAt: string, now: string): Promise<void> {
  await setReplicaRows([{ customerId: customer.id, metric: 'impressions', hour: HOUR, quantity, updatedAt }]);
  await runTestSync(testContext({ now: new Date(now) }));
}

function adjustment(over: Record<string, unknown> = {}) {
  return {
    customer_id: customer.id,
    metric: 'impressions',
    hour: HOUR,
    quantity_delta: -400,
    reason: 'invalid_traffic',
    note: 'A botnet in AS64500',
    source_key: crypto.randomUUID(),
    ...over,
  };
}

async function hourOf() {
  const [row] = await ownerSql(
    `SELECT u.quantity::text, u.adjusted_quantity::text AS adjusted, u.billable_quantity::text AS billable,
       d.quantity::text AS day
     FROM usage_records u JOIN usage_daily d USING (customer_id, metric) WHERE customer_id = $1`,
    [customer.id],
  );
  return row;
}

describe('adjustUsage', () => {
  test('takes 400 invalid impressions from 1,000: hour and day are 600, the trail says who and why', async () => {
    const { adjustment: made } = await adjustUsage(admin, adjustment());
    expect(await hourOf()).toEqual({ quantity: '1000', adjusted: '-400', billable: '600', day: '600' });
    expect(await disagreeingDays()).toEqual([]);
    const trail = await ownerSql(`SELECT actor_id, before, after FROM billing_audit WHERE object_id = $1`, [
      made.id,
    ]);
    expect(trail).toMatchObject([
      {
        actor_id: 'user_admin',
        before: { billableQuantity: '1000' },
        after: { billableQuantity: '600', quantityDelta: '-400', note: 'A botnet in AS64500' },
      },
    ]);
  });

  test('the difference goes to the outbox with the next sync: 1,000, then −400', async () => {
    await adjustUsage(admin, adjustment());
    await runTestSync(testContext({ now: new Date('2026-04-15T12:05:00.000Z') }));
    const rows = await ownerSql(
      'SELECT quantity_delta::text AS delta FROM usage_outbox WHERE customer_id = $1 ORDER BY identifier',
      [customer.id],
    );
    expect(rows.map(({ delta }) => delta)).toEqual(['1000', '-400']);
  });

  test('the same source key again changes nothing, at once too; with another quantity it is refused', async () => {
    const wanted = adjustment();
    const results = await Promise.all([1, 2, 3].map(() => adjustUsage(admin, wanted)));
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(results.map(({ adjustment: { id } }) => id)).size).toBe(1);
    expect(await hourOf()).toMatchObject({ adjusted: '-400' });
    await expect(adjustUsage(admin, { ...wanted, quantity_delta: -401 })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('1,001 of 1,000 is refused and says how many there are, as are 601 after 400 are gone', async () => {
    await expect(adjustUsage(admin, adjustment({ quantity_delta: -1_001 }))).rejects.toMatchObject({
      code: 'invalid_value',
      fields: [{ path: 'quantity_delta', message: 'takes away more than the 1000 units of this hour' }],
    });
    await adjustUsage(admin, adjustment());
    await expect(adjustUsage(admin, adjustment({ quantity_delta: -601 }))).rejects.toMatchObject({
      fields: [{ message: 'takes away more than the 600 units of this hour' }],
    });
    await adjustUsage(admin, adjustment({ quantity_delta: -600 }));
    expect(await hourOf()).toMatchObject({ billable: '0', day: '0' });
  });

  test('ten at once of 300 each take 900 of 1,000, never more', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => adjustUsage(admin, adjustment({ quantity_delta: -300 }))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await hourOf()).toMatchObject({ adjusted: '-900', billable: '100' });
    expect(await disagreeingDays()).toEqual([]);
  });

  test('an hour that is not there can be added to, not taken from', async () => {
    const elsewhere = { hour: '2026-04-15T09:00:00.000Z', reason: 'correction' };
    await expect(adjustUsage(admin, adjustment({ ...elsewhere, quantity_delta: -1 }))).rejects.toMatchObject({
      fields: [{ message: 'takes away more than the 0 units of this hour' }],
    });
    await adjustUsage(admin, adjustment({ ...elsewhere, quantity_delta: 50 }));
    const [row] = await ownerSql(
      'SELECT quantity::text, billable_quantity::text AS billable FROM usage_records WHERE customer_id = $1 AND hour = $2',
      [customer.id, elsewhere.hour],
    );
    expect(row).toEqual({ quantity: '0', billable: '50' });
    expect(await disagreeingDays()).toEqual([]);
  });

  test('when the replica lowers the hour to 300 later, 400 less is 0 and not −100; back at 1,000 it is 600', async () => {
    await adjustUsage(admin, adjustment());
    await syncHour(300, '2026-04-15T12:00:00.000Z', '2026-04-15T12:05:00.000Z');
    expect(await hourOf()).toMatchObject({ quantity: '300', adjusted: '-400', billable: '0', day: '0' });
    await syncHour(1_000, '2026-04-15T13:00:00.000Z', '2026-04-15T13:05:00.000Z');
    expect(await hourOf()).toMatchObject({ billable: '600', day: '600' });
    expect(await disagreeingDays()).toEqual([]);
  });

  test('is for admins and jobs: publishers and staff that only reads are refused, readers may list', async () => {
    const readonly = testContext<Actor>({ actor: staffActor('readonly') });
    const publisher = testContext<Actor>({ actor: publisherActor(customer) });
    for (const ctx of [readonly, publisher]) {
      await expect(adjustUsage(ctx, adjustment())).rejects.toMatchObject({ code: 'forbidden' });
      await expect(reverseAdjustment(ctx, {})).rejects.toMatchObject({ code: 'forbidden' });
    }
    await adjustUsage(testContext(), adjustment());
    const page = { customerId: customer.id, page: 1, limit: 20 };
    expect((await listAdjustments(readonly, page)).total).toBe(1);
    await expect(listAdjustments(publisher, page)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('reverseAdjustment', () => {
  const reversal = (id: string, key: string = crypto.randomUUID()) => ({
    reverses_id: id,
    note: 'It was no botnet after all',
    source_key: key,
  });

  test('gives the 400 back once: a second reversal and one of the reversal are refused', async () => {
    const { adjustment: made } = await adjustUsage(admin, adjustment());
    const wanted = reversal(made.id);
    const { adjustment: back } = await reverseAdjustment(admin, wanted);
    expect(back).toMatchObject({ quantityDelta: 400n, reason: 'reversal', reversesId: made.id });
    expect(await hourOf()).toMatchObject({ adjusted: '0', billable: '1000', day: '1000' });
    expect(await reverseAdjustment(admin, wanted)).toMatchObject({ isNew: false });
    await expect(reverseAdjustment(admin, reversal(made.id))).rejects.toMatchObject({ code: 'conflict' });
    await expect(reverseAdjustment(admin, reversal(back.id))).rejects.toMatchObject({ code: 'conflict' });
    await expect(reverseAdjustment(admin, reversal(crypto.randomUUID()))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('POST /billing/usage/adjustments', () => {
  async function post(body: unknown, role = 'admin', path = 'adjustments') {
    const claims = role === 'publisher' ? { role, customer_id: customer.id } : { role };
    return api(`/api/v1/billing/usage/${path}`, {
      method: 'POST',
      headers: { ...(await bearer(claims)), 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  test('201 with the adjustment, 200 for the same key again, and it is listed', async () => {
    const wanted = adjustment();
    const first = await post(wanted);
    expect(first.status).toBe(201);
    const made = usageAdjustmentSchema.parse(await first.json());
    expect(made).toMatchObject({ quantity_delta: -400, hour: HOUR, reason: 'invalid_traffic' });
    expect((await post(wanted)).status).toBe(200);
    const headers = await bearer({ role: 'readonly' });
    const listed = await api(`/api/v1/billing/usage/adjustments?customer_id=${customer.id}`, { headers });
    const page = usageAdjustmentPageSchema.parse(await listed.json());
    expect(page).toMatchObject({ adjustments: [made], pagination: { total: 1, total_pages: 1 } });
    const back = await post(
      { note: 'It was no botnet', source_key: crypto.randomUUID() },
      'admin',
      `adjustments/${made.id}/reversal`,
    );
    expect(back.status).toBe(201);
  });

  test('under one Idempotency-Key the repeat of an adjustment, and of its reversal, gets the first answer', async () => {
    const send = async (path: string, body: unknown) => {
      const key = { 'Idempotency-Key': `of ${path}` };
      const headers = { ...(await bearer({ role: 'admin' })), 'Content-Type': 'application/json', ...key };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const first = await (await api(path, init)).text();
      const again = await api(path, init);
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      expect(await again.text()).toBe(first);
      return usageAdjustmentSchema.parse(JSON.parse(first));
    };
    const { id } = await send('/api/v1/billing/usage/adjustments', adjustment());
    const back = { note: 'It was no botnet', source_key: crypto.randomUUID() };
    await send(`/api/v1/billing/usage/adjustments/${id}/reversal`, back);
  });

  test.each([
    ['quantity_delta', { quantity_delta: 0 }],
    ['quantity_delta', { quantity_delta: 1.5 }],
    ['quantity_delta', { quantity_delta: '1e30' }],
    ['quantity_delta', { quantity_delta: -1_001 }],
    ['hour', { hour: '2026-04-15T10:30:00Z' }],
    ['hour', { hour: '2026-04-15T13:00:00Z' }],
    ['metric', { metric: 'clicks' }],
    ['reason', { reason: 'reversal' }],
    ['note', { note: 'short' }],
    ['customer_id', { customer_id: '00000000-0000-4000-8000-000000000000' }],
    ['source_key', { source_key: 'with space' }],
    ['currency', { currency: 'usd' }],
  ])('422 names %s for %j', async (path, over) => {
    const response = await post(adjustment(over));
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map((error) => error.path)).toEqual([path]);
  });

  test('403 for staff that only reads and for publishers', async () => {
    expect((await post(adjustment(), 'readonly')).status).toBe(403);
    expect((await post(adjustment(), 'publisher')).status).toBe(403);
  });
});
