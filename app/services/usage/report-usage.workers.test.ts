import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resetUsage, runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  letMetersCount,
  ownerSql,
  testContext,
  testRuntime,
} from '../../../dev/testing/workers.ts';
import type { Metric } from '../../domain/metric.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from './report-usage.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const MINUTE_MS = 60_000;

beforeAll(() => provisionCatalog(testContext()).then(() => undefined));
beforeEach(resetUsage);

async function insertRepair(customerId: string, units: number) {
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
       created_at)
     VALUES ($1, $2, 'impressions', '2026-04-15T00:00:00Z', $3, 'pending', '2026-05-15T00:50:00Z', $4, $4)`,
    [
      `${customerId}:impressions:${Date.parse('2026-04-15T00:00:00Z') / 1_000}:repair:0`,
      customerId,
      units,
      NOW.toISOString(),
    ],
  );
}

function minutesLater(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * MINUTE_MS);
}

function insertPublisher() {
  const email = `${crypto.randomUUID()}@publisher.test`;
  return createCustomer(testContext({ now: NOW }), {
    email,
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
}

async function syncHours(customerId: string, quantities: readonly number[], metric: Metric = 'impressions') {
  await setReplicaRows(
    quantities.map((quantity, index) => ({
      customerId,
      metric,
      hour: `2026-04-15T${String(index).padStart(2, '0')}:00:00.000Z`,
      quantity,
      updatedAt: '2026-04-15T12:00:00.000Z',
    })),
  );
  await runTestSync(testContext({ now: NOW }));
}

async function metered(stripeCustomerId: string, metric: Metric = 'impressions'): Promise<number> {
  await letMetersCount();
  const { stripe } = testContext();
  const { data: meters } = await stripe.billing.meters.list({ limit: 100 });
  const meter = meters.find(({ event_name: eventName }) => eventName === metric);
  const { data } = await stripe.billing.meters.listEventSummaries(meter?.id ?? '', {
    customer: stripeCustomerId,
    start_time: Date.parse('2026-04-15T00:00:00.000Z') / 1000,
    end_time: Date.parse('2026-05-15T00:00:00.000Z') / 1000,
  });
  return data.reduce((sum, { aggregated_value: value }) => sum + value, 0);
}

async function outbox() {
  return ownerSql<{ status: string; attempts: number; sent: boolean; error: string | null }>(
    `SELECT status, attempts, first_sent_at IS NOT NULL AS sent, last_error AS error FROM usage_outbox ORDER BY identifier`,
  );
}

/** Counts what goes to the meters, and answers as `behave` says: the real call is made for `pass` and `lose`. */
function watchedContext(
  now: Date,
  behave: (call: number, identifier: string) => 'pass' | 'fail' | 'lose' | 'limit' = () => 'pass',
) {
  const ctx = testContext({ now });
  const { meterEvents } = ctx.stripe.billing;
  const create = meterEvents.create.bind(meterEvents);
  const identifiers: string[] = [];
  const { errors } = ctx.stripe.constructor as typeof import('stripe').default;
  const failure = new errors.StripeConnectionError({
    message: 'connection lost',
    type: 'api_error' as never,
  });
  const limit = new errors.StripeRateLimitError({
    message: 'too many',
    type: 'rate_limit_error' as never,
    headers: { 'stripe-rate-limited-reason': 'global-rate' },
  });
  let running = 0;
  let mostAtOnce = 0;
  meterEvents.create = (async (params, options) => {
    identifiers.push(params.identifier ?? '');
    const behaviour = behave(identifiers.length, params.identifier ?? '');
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    try {
      if (behaviour === 'fail') throw failure;
      if (behaviour === 'limit') throw limit;
      const answer = await create(params, options);
      if (behaviour === 'lose') throw failure;
      return answer;
    } finally {
      running -= 1;
    }
  }) as typeof create;
  return { ctx, identifiers, mostAtOnce: () => mostAtOnce };
}

/** Its Worker dies between sending what it claimed and writing down what became of it. */
function killedAfterSending(now: Date) {
  const ctx = testContext({ now });
  let batches = 0;
  const batch = ((scope, build) => {
    batches += 1;
    if (batches === 2) throw new Error('killed');
    return ctx.db.batch(scope, build);
  }) as typeof ctx.db.batch;
  return { ...ctx, db: { ...ctx.db, batch } };
}

test('a run goes on while more is due, judged by what it has taken: 999 rows that cannot go do not end it', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  const insert = (metric: string, rows: number, hour: string) =>
    ownerSql(
      `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
         created_at)
       SELECT concat_ws(':', $1::text, $2::text, n), $1::uuid, $2, $3::timestamptz + n * interval '1 second', 1, 'pending',
         '2026-05-15T00:50:00Z', $5, $5
       FROM generate_series(1, $4::int) AS n`,
      [customerId, metric, hour, rows, NOW.toISOString()],
    );
  // No meter counts them.
  await insert('video_seconds', 999, '2026-04-15T00:00:00Z');
  await insert('impressions', 2, '2026-04-15T05:00:00Z');
  expect(await reportUsage(testContext({ now: NOW }))).toMatchObject({ accepted: 2, retried: 0 });
  expect(await metered(stripeCustomerId)).toBe(2);
});

describe('reportUsage', () => {
  test('sends 100 + 20 + 3 units, and the meter counts 123', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [100, 20, 3]);
    const result = await reportUsage(testContext({ now: NOW }));
    expect(result).toEqual({
      accepted: 3,
      retried: 0,
      held: 0,
      rejected: [],
      backlog: false,
      outage: false,
      limited: false,
    });
    expect(await metered(stripeCustomerId)).toBe(123);
    expect(await outbox()).toEqual(
      Array(3).fill({ status: 'accepted', attempts: 1, sent: true, error: null }),
    );
  });

  test('sends nothing when it runs again', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await reportUsage(testContext({ now: NOW }));
    const again = watchedContext(minutesLater(60));
    expect((await reportUsage(again.ctx)).accepted).toBe(0);
    expect(again.identifiers).toEqual([]);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('a correction from 10 to 4 takes 6 off the meter', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [10]);
    await reportUsage(testContext({ now: NOW }));
    await syncHours(customerId, [4]);
    await reportUsage(testContext({ now: NOW }));
    expect(await metered(stripeCustomerId)).toBe(4);
  });

  test('two at once send each hour once', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, Array(12).fill(7));
    const [one, two] = [watchedContext(NOW), watchedContext(NOW)];
    await Promise.all([reportUsage(one.ctx), reportUsage(two.ctx)]);
    expect(one.identifiers.length + two.identifiers.length).toBe(12);
    expect(await metered(stripeCustomerId)).toBe(84);
  });

  test('a customer’s hours go one at a time for each meter, different meters side by side', async () => {
    const { customerId } = await insertPublisher();
    await syncHours(customerId, [1, 2, 3, 4]);
    const oneMeter = watchedContext(NOW);
    await reportUsage(oneMeter.ctx);
    expect(oneMeter.mostAtOnce()).toBe(1);
    await syncHours(customerId, [1, 2, 3, 4], 'api_calls');
    await syncHours(customerId, [1, 2, 3, 4], 'data_transfer_bytes');
    const twoMeters = watchedContext(NOW);
    await reportUsage(twoMeters.ctx);
    expect(twoMeters.mostAtOnce()).toBe(2);
  });

  test('a hiccup is repeated in the same run under the same identifier', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    const { ctx, identifiers } = watchedContext(NOW, (call) => (call === 1 ? 'fail' : 'pass'));
    expect(await reportUsage(ctx)).toMatchObject({ accepted: 1, retried: 1 });
    expect(new Set(identifiers).size).toBe(1);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('an event that arrived although its answer was lost is counted once', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    const { ctx, identifiers } = watchedContext(NOW, (call) => (call === 1 ? 'lose' : 'pass'));
    expect(await reportUsage(ctx)).toMatchObject({ accepted: 1, retried: 1 });
    expect(identifiers).toHaveLength(2);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('with Stripe away it gives up before it has tried all 24 hours, and later sends all of them', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, Array(12).fill(1));
    await syncHours(customerId, Array(12).fill(1), 'api_calls');
    const down = watchedContext(NOW, () => 'fail');
    const result = await reportUsage(down.ctx);
    expect(result).toMatchObject({ accepted: 0, outage: true });
    expect(down.identifiers.length).toBeLessThan(24);
    expect(await metered(stripeCustomerId)).toBe(0);
    const soon = watchedContext(NOW);
    await reportUsage(soon.ctx);
    expect(soon.identifiers).toEqual([]);
    const later = watchedContext(minutesLater(60));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 24, outage: false });
    expect(down.identifiers.every((identifier) => later.identifiers.includes(identifier))).toBe(true);
    expect(await metered(stripeCustomerId)).toBe(12);
  });

  test('a refused connection is an outage, not a loss', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    const runtime = testRuntime({ DEV_STRIPE_URL: 'http://127.0.0.1:9' });
    expect(await reportUsage(testContext({ now: NOW, runtime }))).toMatchObject({ accepted: 0 });
    expect(await outbox()).toMatchObject([{ status: 'pending', sent: true }]);
    await reportUsage(testContext({ now: minutesLater(60) }));
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('at the third 429 of the whole account it pauses a minute and loses nothing', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, Array(12).fill(1));
    await syncHours(customerId, Array(12).fill(1), 'api_calls');
    await syncHours(customerId, Array(12).fill(1), 'data_transfer_bytes');
    const busy = watchedContext(NOW, () => 'limit');
    expect(await reportUsage(busy.ctx)).toMatchObject({ accepted: 0, outage: false, limited: true });
    expect(busy.identifiers).toHaveLength(3);
    expect((await reportUsage(testContext({ now: NOW }))).accepted).toBe(0);
    expect(await reportUsage(testContext({ now: minutesLater(2) }))).toMatchObject({ accepted: 36 });
    expect(await metered(stripeCustomerId)).toBe(12);
  });

  test('a run that settles rows leaves one audit row with its counts, one that finds nothing leaves none', async () => {
    const { customerId } = await insertPublisher();
    await syncHours(customerId, [100, 20, 3]);
    const ctx = testContext({ now: NOW });
    await reportUsage(ctx);
    const idle = testContext({ now: NOW });
    await reportUsage(idle);
    const trail = await ownerSql(
      `SELECT object_id, after FROM billing_audit WHERE action = 'usage.reported' AND object_id IN ($1, $2)`,
      [ctx.requestId, idle.requestId],
    );
    expect(trail).toEqual([
      { object_id: ctx.requestId, after: { accepted: 3, retried: 0, held: 0, rejected: [] } },
    ]);
  });

  test('what Stripe refuses for good is failed and named', async () => {
    const { customerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await ownerSql(`UPDATE usage_outbox SET hour = '2027-01-01T00:00:00Z'`);
    const { rejected } = await reportUsage(testContext({ now: NOW }));
    expect(rejected).toHaveLength(1);
    expect(await outbox()).toMatchObject([{ status: 'failed', error: expect.stringContaining('timestamp') }]);
  });

  test('a row whose sender was killed is sent again after its lease, and counts once', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await expect(reportUsage(killedAfterSending(NOW))).rejects.toThrow('killed');
    expect((await reportUsage(testContext({ now: minutesLater(5) }))).accepted).toBe(0);
    expect((await reportUsage(testContext({ now: minutesLater(11) }))).accepted).toBe(1);
    expect(await metered(stripeCustomerId)).toBe(5);
  });
});

/** No send has an answer. Of the correction with that number one may be counted all the same. */
function withoutAnswers(now: Date, { correction, isCounted }: { correction: number; isCounted: boolean }) {
  let isLost = !isCounted;
  return watchedContext(now, (_call, identifier) => {
    if (isLost || !identifier.endsWith(`:${correction}`)) return 'fail';
    isLost = true;
    return 'lose';
  }).ctx;
}

describe('when the answer to a send stayed out for more than a day', () => {
  const NEXT_DAY = 25 * 60;

  async function lostOrNeverSent(behaviour: 'lose' | 'fail') {
    const customer = await insertPublisher();
    await syncHours(customer.customerId, [5]);
    await reportUsage(watchedContext(NOW, (call) => (call === 1 ? behaviour : 'fail')).ctx);
    await letMetersCount();
    return customer;
  }

  test('the meter is asked: an hour it has counted is not sent again', async () => {
    const { stripeCustomerId } = await lostOrNeverSent('lose');
    const later = watchedContext(minutesLater(NEXT_DAY));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 1 });
    expect(later.identifiers).toEqual([]);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('an hour it has not counted is sent', async () => {
    const { stripeCustomerId } = await lostOrNeverSent('fail');
    const later = watchedContext(minutesLater(NEXT_DAY));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 1 });
    expect(later.identifiers).toHaveLength(1);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('a sender that is killed after its repeat went out is followed by a look at the meter, not by another repeat', async () => {
    const { stripeCustomerId } = await lostOrNeverSent('fail');
    await expect(reportUsage(killedAfterSending(minutesLater(NEXT_DAY)))).rejects.toThrow('killed');
    await letMetersCount();
    for (const [later, accepted] of [
      [11, 0],
      [120, 1],
    ] as const) {
      const { ctx, identifiers } = watchedContext(minutesLater(NEXT_DAY + later));
      expect(await reportUsage(ctx)).toMatchObject({ accepted });
      expect(identifiers).toEqual([]);
    }
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('+5 and −2 of one hour are told together: a count of 3 is both, and neither is sent again', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await reportUsage(watchedContext(NOW, (call) => (call === 1 ? 'lose' : 'fail')).ctx);
    await syncHours(customerId, [3]);
    await reportUsage(watchedContext(minutesLater(30), (call) => (call === 2 ? 'lose' : 'fail')).ctx);
    expect(await metered(stripeCustomerId)).toBe(3);
    const later = watchedContext(minutesLater(NEXT_DAY + 60));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 2, rejected: [] });
    expect(later.identifiers).toEqual([]);
    expect(await metered(stripeCustomerId)).toBe(3);
  });

  const CORRECTIONS = [
    ['+5 and +5', [5, 10]],
    ['+5 and −5', [5, 0]],
    ['+5, −2 and +2', [5, 3, 5]],
    ['+5, −5 and +5', [5, 0, 5]],
  ] as const;
  const FIRST_REPEATS = [
    ['is answered', 'pass'],
    ['never reaches Stripe', 'fail'],
    ['reaches Stripe but has no answer', 'lose'],
  ] as const;

  test.each(
    CORRECTIONS.flatMap(([deltas, quantities]) =>
      FIRST_REPEATS.map(([fate, behaviour]) => [deltas, fate, quantities, behaviour] as const),
    ),
  )(
    '%s of one hour, the first repeat %s: whichever of their sends the meter had counted, it ends at the hour’s quantity',
    async (_deltas, _fate, quantities, behaviour) => {
      for (let counted = 0; counted < 2 ** quantities.length; counted += 1) {
        await resetUsage();
        const { customerId, stripeCustomerId } = await insertPublisher();
        for (const [index, quantity] of quantities.entries()) {
          const isCounted = ((counted >> index) & 1) === 1;
          await syncHours(customerId, [quantity]);
          await reportUsage(withoutAnswers(minutesLater(index * 30), { correction: index + 1, isCounted }));
        }
        await letMetersCount();
        let repeats = 0;
        for (const later of [NEXT_DAY + 120, NEXT_DAY + 300, NEXT_DAY + 480]) {
          const { ctx } = watchedContext(minutesLater(later), () => {
            repeats += 1;
            return repeats === 1 ? behaviour : 'pass';
          });
          expect(await reportUsage(ctx)).toMatchObject({ rejected: [] });
          await letMetersCount();
        }
        expect((await outbox()).map(({ status }) => status)).toEqual(quantities.map(() => 'accepted'));
        expect(await metered(stripeCustomerId)).toBe(quantities.at(-1));
      }
    },
  );

  test('what Stripe refused and a repair brought is counted: +2 in doubt on top of it goes again only if it is missing', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await ownerSql(`UPDATE usage_outbox SET status = 'failed', last_error = 'refused'`);
    await insertRepair(customerId, 5);
    await reportUsage(testContext({ now: NOW }));
    await syncHours(customerId, [7]);
    await reportUsage(watchedContext(minutesLater(30), (call) => (call === 1 ? 'lose' : 'fail')).ctx);
    expect(await metered(stripeCustomerId)).toBe(7);
    const later = watchedContext(minutesLater(NEXT_DAY + 60));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 1, rejected: [] });
    expect(later.identifiers).toEqual([]);
    expect(await metered(stripeCustomerId)).toBe(7);
  });

  test('of +5 and −2 only the counted one is taken as sent, the other goes again', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await reportUsage(watchedContext(NOW, (call) => (call === 1 ? 'lose' : 'fail')).ctx);
    await syncHours(customerId, [3]);
    await reportUsage(watchedContext(minutesLater(30), () => 'fail').ctx);
    expect(await metered(stripeCustomerId)).toBe(5);
    const later = watchedContext(minutesLater(NEXT_DAY + 60));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 2, rejected: [] });
    expect(later.identifiers).toEqual([expect.stringMatching(/:2:anew:\d+$/)]);
    expect(await metered(stripeCustomerId)).toBe(3);
  });

  test('a count that neither explains is left alone and reported', async () => {
    const { stripeCustomerId } = await lostOrNeverSent('fail');
    await testContext().stripe.billing.meterEvents.create({
      event_name: 'impressions',
      timestamp: Date.parse('2026-04-15T00:00:00.000Z') / 1000,
      payload: { stripe_customer_id: stripeCustomerId, value: '99' },
    });
    await letMetersCount();
    const later = watchedContext(minutesLater(NEXT_DAY));
    expect((await reportUsage(later.ctx)).rejected).toHaveLength(1);
    expect(later.identifiers).toEqual([]);
    expect(await outbox()).toMatchObject([{ status: 'failed', error: expect.stringContaining('99') }]);
  });

  test('in a closed period the counted one is accepted and the other held', async () => {
    await lostOrNeverSent('lose');
    const closed = new Date('2026-05-15T02:50:00.000Z');
    expect(await reportUsage(testContext({ now: closed }))).toMatchObject({ accepted: 1, held: 0 });
    await resetUsage();
    await lostOrNeverSent('fail');
    expect(await reportUsage(testContext({ now: closed }))).toMatchObject({ accepted: 0, held: 1 });
  });
});

test('a send lost at 00:40 is not looked up before 02:40, though its period closes at 00:50', async () => {
  const { customerId } = await insertPublisher();
  await syncHours(customerId, [5]);
  const lastSend = new Date('2026-05-15T00:40:00.000Z');
  await reportUsage(watchedContext(lastSend, (call) => (call === 1 ? 'lose' : 'fail')).ctx);
  for (const tooEarly of ['2026-05-15T00:50:00.000Z', '2026-05-15T02:39:00.000Z']) {
    const result = await reportUsage(testContext({ now: new Date(tooEarly) }));
    expect(result).toMatchObject({ accepted: 0, held: 0, retried: 0 });
    expect(await outbox()).toMatchObject([{ status: 'pending', sent: true }]);
  }
  await letMetersCount();
  const counted = new Date('2026-05-15T02:40:00.000Z');
  expect(await reportUsage(testContext({ now: counted }))).toMatchObject({ accepted: 1, held: 0 });
});

test('a run that began before the deadline and has lasted past it sends nothing more', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  await syncHours(customerId, [5]);
  const beforeDeadline = testContext({ now: new Date('2026-05-15T00:49:00.000Z') });
  expect(await reportUsage(beforeDeadline, { elapsedMs: () => 60_000 })).toMatchObject({
    accepted: 0,
    held: 1,
  });
  expect(await metered(stripeCustomerId)).toBe(0);
});

test('an end announced after an hour was queued shortens its deadline: 50 minutes past it the hour is held', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  await syncHours(customerId, [5, 7]);
  await ownerSql(`UPDATE subscriptions SET cancel_at = '2026-04-15T13:00:00Z' WHERE customer_id = $1`, [
    customerId,
  ]);
  const stillOpen = new Date('2026-04-15T13:49:00.000Z');
  await ownerSql(`UPDATE usage_outbox SET run_after = '2026-04-15T13:50:00Z' WHERE quantity_delta = 7`);
  expect(await reportUsage(testContext({ now: stillOpen }))).toMatchObject({ accepted: 1, held: 0 });
  expect(await reportUsage(testContext({ now: new Date('2026-04-15T13:50:00.000Z') }))).toMatchObject({
    accepted: 0,
    held: 1,
  });
  expect(await metered(stripeCustomerId)).toBe(5);
});

test('an end announced while +5 and −2 wait for lost answers: past it the meter is asked, one was counted, the other is held', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  await syncHours(customerId, [5]);
  await reportUsage(withoutAnswers(NOW, { correction: 1, isCounted: true }));
  await syncHours(customerId, [3]);
  await reportUsage(withoutAnswers(minutesLater(1), { correction: 2, isCounted: false }));
  await ownerSql(`UPDATE subscriptions SET cancel_at = $1 WHERE customer_id = $2`, [
    minutesLater(2).toISOString(),
    customerId,
  ]);
  await letMetersCount();
  const result = await reportUsage(testContext({ now: minutesLater(4 * 60) }));
  expect(result).toMatchObject({ accepted: 1, held: 1, rejected: [] });
  expect(await metered(stripeCustomerId)).toBe(5);
});

test('a repair that waited past the end of its period fails, is never late usage, and staff is told once', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  await syncHours(customerId, [5]);
  await reportUsage(testContext({ now: NOW }));
  await insertRepair(customerId, 3);
  const closed = new Date('2026-05-15T00:50:00.000Z');
  expect(await reportUsage(testContext({ now: closed }))).toMatchObject({
    held: 0,
    rejected: [expect.stringMatching(/:repair:0$/)],
  });
  expect(await outbox()).toMatchObject([
    { status: 'accepted' },
    { status: 'failed', sent: false, error: expect.stringContaining('period closed') },
  ]);
  expect(await metered(stripeCustomerId)).toBe(5);
  const told = await ownerSql(
    `SELECT channel, payload ->> 'text' AS text FROM notifications WHERE kind = 'usage.repair_failed' ORDER BY channel`,
  );
  const text = expect.stringContaining('3 impressions for 2026-04-15T00:00:00.000Z are not on the meter');
  expect(told).toEqual([
    { channel: 'in_app', text },
    { channel: 'slack', text },
  ]);
});

test('an hour that waited past the end of its period without being sent is held', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  await syncHours(customerId, [5]);
  expect(await reportUsage(testContext({ now: new Date('2026-05-15T00:50:00.000Z') }))).toMatchObject({
    held: 1,
  });
  expect(await outbox()).toEqual([{ status: 'held', attempts: 1, sent: false, error: null }]);
  expect(await metered(stripeCustomerId)).toBe(0);
});

test('the renewal’s invoice charges what was reported: 1.5 M impressions = 500,000 × $0.00012 = $60.00 beside the $99.00', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  await syncHours(customerId, [1_000_000, 500_000]);
  const ctx = testContext({ now: NOW });
  await reportUsage(ctx);
  await advanceClock(new Date('2026-05-15T02:00:00.000Z'));
  const { data } = await ctx.stripe.invoices.list({ customer: stripeCustomerId });
  const renewal = data.find(({ billing_reason: reason }) => reason === 'subscription_cycle');
  const lines = await ctx.stripe.invoices.listLineItems(renewal?.id ?? '', { limit: 100 });
  expect(
    lines.data
      .map(({ amount }) => amount)
      .filter((amount) => amount > 0)
      .sort(),
  ).toEqual([6_000, 9_900]);
  expect(renewal).toMatchObject({ total: 15_900, status: 'paid' });
});
