import { expect, test } from 'vitest';
import { createCustomer, createMeter, createTieredPrice, linesOf } from './testing/catalog.ts';
import { START, stripeWorld } from './testing/stripe-world.ts';

const REPORT = 'v1.billing.meter.error_report_triggered';
const LAG_SECONDS = 30;
const world = stripeWorld({ meterLagSeconds: LAG_SECONDS });
const NOON = START.getTime() / 1000;

async function subscribed() {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const meter = await createMeter(stripe);
  const price = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '10']] });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const report = (value: string, identifier?: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer.id, value },
      timestamp: NOON,
      ...(identifier !== undefined && { identifier }),
    });
  const counted = async () => {
    const range = { customer: customer.id, start_time: NOON, end_time: NOON + 60 };
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, range);
    return data[0]?.aggregated_value ?? 0;
  };
  const upcoming = async () => (await stripe.invoices.createPreview({ customer: customer.id })).total;
  return { customer, meter, report, counted, upcoming };
}

test('an accepted event is in summaries and previews once the lag is over, not before', async () => {
  const { report, counted, upcoming } = await subscribed();
  await report('3');
  await world.advanceTo('2026-01-15T00:00:20Z');
  await report('4');
  expect([await counted(), await upcoming()]).toEqual([0, 0]);
  await world.advanceTo('2026-01-15T00:00:30Z');
  expect([await counted(), await upcoming()]).toEqual([3, 30]);
  await world.advanceTo('2026-01-15T00:00:50Z');
  expect([await counted(), await upcoming()]).toEqual([7, 70]);
  expect(world.standIn.outstanding()).toEqual([]);
});

test('the invoice that is finalized a second after the acceptance has the event all the same', async () => {
  const { customer, report } = await subscribed();
  await world.advanceTo('2026-02-15T00:59:59Z');
  await report('5');
  await world.advanceTo('2026-02-15T01:00:00Z');
  const [invoice] = (await world.stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  expect(invoice?.status).toBe('paid');
  expect(invoice && linesOf(invoice)).toEqual([['5 impression × Impressions (Tier 1 at $0.10 / month)', 50]]);
});

test('an event that is cancelled before its turn is never counted', async () => {
  const { report, counted } = await subscribed();
  await report('3', 'wrong');
  const cancel = { event_name: 'impressions', type: 'cancel', cancel: { identifier: 'wrong' } } as const;
  await world.stripe.billing.meterEventAdjustments.create(cancel);
  await world.passMinute();
  expect(await counted()).toBe(0);
});

test('what cannot be counted together is told of together: one report a meter, with each code’s count', async () => {
  const { customer, meter } = await subscribed();
  const { stripe } = world;
  for (const payload of [
    { stripe_customer_id: 'cus_none', value: '1' },
    { stripe_customer_id: customer.id, value: 'many' },
    { stripe_customer_id: customer.id, value: 'few' },
  ])
    await stripe.billing.meterEvents.create({ event_name: 'impressions', payload });
  expect(world.standIn.eventTypes()).not.toContain(REPORT);
  await world.advanceTo('2026-01-15T00:00:30Z');
  const reported = world.standIn.events().find(({ type }) => type === REPORT);
  expect(await stripe.v2.core.events.retrieve(reported?.id ?? '')).toMatchObject({
    related_object: { id: meter.id },
    data: {
      developer_message_summary: 'There are 3 invalid events',
      reason: {
        error_types: [
          { code: 'meter_event_customer_not_found', error_count: 1 },
          { code: 'meter_event_invalid_value', error_count: 2 },
        ],
      },
    },
  });
});

test('an event of a meter that is archived by its turn is reported as such', async () => {
  const { meter, report } = await subscribed();
  await report('1');
  await world.stripe.billing.meters.deactivate(meter.id);
  await world.passMinute();
  const reported = world.standIn.events().findLast(({ type }) => type === REPORT);
  expect(await world.stripe.v2.core.events.retrieve(reported?.id ?? '')).toMatchObject({
    data: { reason: { error_types: [{ code: 'archived_meter', error_count: 1 }] } },
  });
});
