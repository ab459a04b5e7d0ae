import { beforeAll, expect, test } from 'vitest';
import { deliver, newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  letMetersCount,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { listMeterErrors } from '../meter-errors/list-meter-errors.ts';
import { reportUsage } from '../usage/report/report-usage.ts';

const ctx = testContext();
/** Once Stripe has counted, and told. */
const later = testContext({ now: new Date(ctx.now.getTime() + 5 * 60_000) });
let customerId: string;

beforeAll(async () => {
  await provisionCatalog(ctx);
  ({ customerId } = await createCustomer(ctx, {
    email: 'meters@publisher.test',
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  }));
  await settleWebhooks(ctx);
  await setReplicaRows([
    {
      customerId,
      metric: 'impressions',
      hour: '2026-04-15T09:00:00Z',
      quantity: 5,
      updatedAt: '2026-04-15T11:00:00Z',
    },
  ]);
  await runTestSync(ctx);
  await ownerSql(`UPDATE customers SET stripe_customer_id = 'cus_gone' WHERE id = $1`, [customerId]);
  expect(await reportUsage(ctx)).toMatchObject({ accepted: 1 });
  await letMetersCount();
});

test('a thin report is fetched, kept, and stops the outbox row that it names; delivered twice it is one', async () => {
  const thin = (await newDeliveries()).filter(({ body }) => body.includes('v2.core.event'));
  expect(thin).toHaveLength(1);
  for (const delivery of [...thin, ...thin]) await deliver(delivery);
  expect(await settleWebhooks(later)).toMatchObject({ applied: 1, failed: 0 });
  expect(await ownerSql('SELECT status, last_error FROM usage_outbox')).toEqual([
    { status: 'failed', last_error: expect.stringMatching(/^meter_event_customer_not_found: /) },
  ]);
  const [report, ...others] = await listMeterErrors({ ...ctx, actor: staffActor('readonly') });
  expect(others).toEqual([]);
  expect(report).toMatchObject({
    metric: 'impressions',
    errorCount: 1,
    summary: expect.stringContaining('meter_event_customer_not_found'),
  });
});

test('staff is told of it and it is on the trail', async () => {
  const told = await ownerSql(
    `SELECT channel, payload ->> 'title' AS title FROM notifications WHERE kind = 'meter_errors.reported' ORDER BY 1`,
  );
  const title = 'Stripe could not count 1 meter event';
  expect(told).toEqual([
    { channel: 'in_app', title },
    { channel: 'slack', title },
  ]);
  expect(await ownerSql(`SELECT action FROM billing_audit WHERE action LIKE 'meter_errors.%'`)).toHaveLength(
    1,
  );
});

test('an event for a meter that does not exist is reported without a metric', async () => {
  await ctx.stripe.billing.meterEvents.create({
    event_name: 'clicks',
    payload: { stripe_customer_id: 'cus_1', value: '3' },
  });
  await letMetersCount();
  await settleWebhooks(later);
  const reports = await listMeterErrors({ ...ctx, actor: staffActor('admin') });
  expect(reports).toContainEqual(
    expect.objectContaining({ metric: null, summary: expect.stringContaining('no_meter') }),
  );
});

test('a publisher is shown none of it', async () => {
  const actor = publisherActor({ id: customerId } as never);
  await expect(listMeterErrors({ ...ctx, actor })).rejects.toMatchObject({ code: 'forbidden' });
});
