import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCustomer, createMeter } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HOUR = 3_600;
const DAY = 24 * HOUR;

async function arrange() {
  const customer = await createCustomer(world.stripe);
  const meter = await createMeter(world.stripe);
  const report = (value: string, secondsAgo = 0, identifier?: string) =>
    world.stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer.id, value },
      timestamp: world.seconds() - secondsAgo,
      ...(identifier === undefined ? {} : { identifier }),
    });
  const total = async (start: number, end: number) => {
    await world.passMinute();
    const found = await world.stripe.billing.meters.listEventSummaries(meter.id, {
      customer: customer.id,
      start_time: start,
      end_time: end,
    });
    return found.data[0]?.aggregated_value;
  };
  return { customer, meter, report, total };
}

function thinEvents(): string[] {
  return world.standIn.eventTypes().filter((type) => type.startsWith('v1.'));
}

/** The code of each report, read as Stripe says: the event that is delivered only names it. */
async function errorCodesSince(count: number): Promise<(string | undefined)[]> {
  const told = world.standIn.events().filter(({ type }) => type.startsWith('v1.'));
  const reports = await Promise.all(
    told.slice(count).map(({ id }) => world.stripe.v2.core.events.retrieve(id)),
  );
  return reports.map((report) => /"code":"(\w+)"/.exec(JSON.stringify(report))?.[1]);
}

describe('a meter event', () => {
  test('counts once per identifier within a day', async () => {
    const { report, total } = await arrange();
    await report('10', 0, 'same');
    expect(await refusal(report('10', 0, 'same'))).toMatchObject({ statusCode: 400 });
    await world.advanceTo('2026-01-16T00:00:00Z');
    await report('5', 0, 'same');
    expect(await total(world.seconds() - 2 * DAY, world.seconds() + 60)).toBe(15);
  });

  test('may lie 35 days back and 5 minutes ahead, and no further', async () => {
    const { report } = await arrange();
    await report('1', 35 * DAY);
    await report('1', -300);
    expect(await refusal(report('1', 35 * DAY + 1))).toMatchObject({ param: 'timestamp' });
    expect(await refusal(report('1', -301))).toMatchObject({ param: 'timestamp' });
  });

  test('of an unknown customer, or without a value, is accepted and told of by a thin event', async () => {
    const { customer } = await arrange();
    const send = (payload: Record<string, string>, event_name = 'impressions') =>
      world.stripe.billing.meterEvents.create({ event_name, payload });
    await send({ stripe_customer_id: 'cus_none', value: '1' });
    await send({ stripe_customer_id: customer.id });
    await send({ stripe_customer_id: customer.id, value: 'many' });
    await send({ stripe_customer_id: customer.id, value: '1' }, 'nothing');
    await world.passMinute();
    expect(thinEvents().sort()).toEqual([
      'v1.billing.meter.error_report_triggered',
      'v1.billing.meter.no_meter_found',
    ]);
  });

  test('is read by what its payload says itself, whatever the meter calls its keys', async () => {
    const { stripe } = world;
    const before = thinEvents().length;
    const customer = await createCustomer(stripe);
    await stripe.billing.meters.create({
      display_name: 'Odd',
      event_name: 'odd',
      default_aggregation: { formula: 'sum' },
      customer_mapping: { event_payload_key: 'constructor', type: 'by_id' },
      value_settings: { event_payload_key: 'toString' },
    });
    for (const payload of [{ toString: '1' }, { constructor: customer.id }]) {
      await stripe.billing.meterEvents.create({ event_name: 'odd', payload });
      await world.passMinute();
    }
    expect(await errorCodesSince(before)).toEqual([
      'meter_event_no_customer_defined',
      'meter_event_invalid_value',
    ]);
  });

  test('of more than fifteen digits is told of by the code for that, and counts nothing', async () => {
    const { report, total } = await arrange();
    const before = thinEvents().length;
    const kept = ['99999999999999.5', '0.000000000001', '-99999999999999.5', '000000000000000001'];
    for (const value of kept) await report(value);
    for (const value of ['999999999999999.5', '9'.repeat(400), `-${'9'.repeat(16)}`]) await report(value);
    expect(await total(world.seconds() - 60, world.seconds() + 60)).toBe(1.000000000001);
    expect(await errorCodesSince(before)).toEqual(['meter_event_value_too_many_digits']);
  });

  test('can be cancelled within a day', async () => {
    const { report, total } = await arrange();
    await report('10', 0, 'wrong');
    await report('7', 0, 'right');
    await world.stripe.billing.meterEventAdjustments.create({
      event_name: 'impressions',
      type: 'cancel',
      cancel: { identifier: 'wrong' },
    });
    expect(await total(world.seconds() - 60, world.seconds() + 60)).toBe(7);
  });
});

describe('summaries', () => {
  test('by the hour and by the day add up to the whole, start included, end not', async () => {
    const { customer, meter, report } = await arrange();
    const end = world.seconds();
    for (const [hours, value] of [
      [1, '1'],
      [2, '20'],
      [26, '300'],
      [48, '4000'],
    ] as const)
      await report(value, hours * HOUR);
    await world.passMinute();
    const list = async (window: 'hour' | 'day') => {
      const found = await world.stripe.billing.meters.listEventSummaries(meter.id, {
        customer: customer.id,
        start_time: end - 2 * DAY,
        end_time: end,
        value_grouping_window: window,
        limit: 100,
      });
      return found.data
        .filter((summary) => summary.aggregated_value > 0)
        .map((summary) => summary.aggregated_value);
    };
    expect(await list('hour')).toEqual([1, 20, 300, 4000]);
    expect(await list('day')).toEqual([21, 4300]);
  });

  test('must be aligned: to minutes, to hours when grouped by the hour', async () => {
    const { customer, meter } = await arrange();
    const ask = (start: number, window?: 'hour') =>
      world.stripe.billing.meters.listEventSummaries(meter.id, {
        customer: customer.id,
        start_time: start,
        end_time: world.seconds(),
        ...(window ? { value_grouping_window: window } : {}),
      });
    expect(await refusal(ask(world.seconds() - 61))).toMatchObject({ param: 'start_time' });
    expect(await refusal(ask(world.seconds() - 60, 'hour'))).toMatchObject({ param: 'start_time' });
  });

  test('of a range of all time are found as fast, and hold what was ever counted', async () => {
    const { customer, meter, report } = await arrange();
    await report('3', 35 * DAY);
    await report('4', -300);
    await world.passMinute();
    const lastDay = 253_402_300_799 - (253_402_300_799 % DAY);
    for (const window of ['hour', 'day'] as const) {
      const { data } = await world.stripe.billing.meters.listEventSummaries(meter.id, {
        customer: customer.id,
        start_time: 0,
        end_time: lastDay,
        value_grouping_window: window,
      });
      expect(data.map((summary) => summary.aggregated_value)).toEqual([4, 3]);
    }
    const whole = { customer: customer.id, start_time: 0, end_time: lastDay };
    const { data } = await world.stripe.billing.meters.listEventSummaries(meter.id, whole);
    expect(data).toMatchObject([{ aggregated_value: 7, start_time: 0, end_time: lastDay }]);
  });

  test('equal the accepted events, whatever their order', async () => {
    const { report, total } = await arrange();
    let accepted = 0;
    const start = world.seconds() - 30 * DAY;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            value: fc.integer({ min: 0, max: 9_999 }),
            ago: fc.integer({ min: 0, max: 30 * DAY }),
          }),
          {
            maxLength: 8,
          },
        ),
        async (events) => {
          await Promise.all(events.map(({ value, ago }) => report(String(value), ago)));
          accepted += events.reduce((sum, { value }) => sum + value, 0);
          expect(await total(start, world.seconds() + 60)).toBe(accepted);
        },
      ),
      { numRuns: 20 },
    );
  });
});
