import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  insertPublisher,
  insertRepair,
  killedAfterSending,
  metered,
  minutesLater,
  NOW,
  outbox,
  syncHours,
  watchedContext,
  withoutAnswers,
} from '../../../../dev/testing/reported-usage.ts';
import { resetUsage } from '../../../../dev/testing/usage.ts';
import { letMetersCount, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../catalog/provision-catalog.ts';
import { reportUsage } from './report-usage.ts';

beforeAll(() => provisionCatalog(testContext()).then(() => undefined));
beforeEach(resetUsage);

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
