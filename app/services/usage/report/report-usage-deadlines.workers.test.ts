import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  insertPublisher,
  insertRepair,
  metered,
  minutesLater,
  NOW,
  outbox,
  syncHours,
  watchedContext,
  withoutAnswers,
} from '../../../../dev/testing/reported-usage.ts';
import { resetUsage } from '../../../../dev/testing/usage.ts';
import { advanceClock, letMetersCount, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../catalog/provision-catalog.ts';
import { reportUsage } from './report-usage.ts';

beforeAll(() => provisionCatalog(testContext()).then(() => undefined));
beforeEach(resetUsage);

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
