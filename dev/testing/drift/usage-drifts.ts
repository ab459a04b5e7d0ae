import { ownerSql } from '../workers.ts';
import type { Drift } from './drift.ts';
import { cancelEvent, insertHour, meterEvent, usageKey } from './meters.ts';
import { hourOf } from './publisher.ts';
import { FIRST_DAY, NOW, SECOND_PERIOD } from './two-periods.ts';

export const USAGE_DRIFTS: readonly Drift[] = [
  {
    kind: 'a meter event is cancelled in Stripe',
    async inject(own) {
      await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 2));
      return [
        { key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'send_usage_difference' },
      ];
    },
  },
  {
    kind: 'a meter event of another meter is cancelled in Stripe',
    async inject(own) {
      await cancelEvent(own, 'data_transfer_bytes', hourOf(SECOND_PERIOD, 5));
      return [
        {
          key: usageKey(own, 'data_transfer_bytes'),
          cause: 'edited_in_stripe',
          action: 'send_usage_difference',
        },
      ];
    },
  },
  {
    kind: 'units from nowhere are on the meter, within what is included',
    async inject(own) {
      await meterEvent(own, { metric: 'impressions', value: 12_345n, at: hourOf(SECOND_PERIOD, 3) });
      return [{ key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'alert' }];
    },
  },
  {
    kind: 'every event of the day is counted twice, beyond what is included',
    async inject(own) {
      for (const hour of [2, 5]) {
        await meterEvent(own, { metric: 'impressions', value: 300_000n, at: hourOf(SECOND_PERIOD, hour) });
      }
      return [{ key: usageKey(own, 'impressions'), cause: 'duplicate', action: 'propose_credit' }];
    },
  },
  {
    kind: 'units from nowhere cost the customer money',
    async inject(own) {
      await meterEvent(own, { metric: 'impressions', value: 900_001n, at: hourOf(SECOND_PERIOD, 3) });
      return [{ key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'propose_credit' }];
    },
  },
  {
    kind: 'an hour waits in the outbox',
    async inject(own) {
      await insertHour(own, { metric: 'api_calls', hour: hourOf(SECOND_PERIOD, 7), status: 'pending' });
      return [{ key: usageKey(own, 'api_calls'), cause: 'pending_report', action: 'none' }];
    },
  },
  {
    kind: 'Stripe refused an hour',
    async inject(own) {
      await insertHour(own, { metric: 'api_calls', hour: hourOf(SECOND_PERIOD, 7), status: 'failed' });
      return [{ key: usageKey(own, 'api_calls'), cause: 'pending_report', action: 'send_usage_difference' }];
    },
  },
  {
    kind: 'an hour of ours is raised by hand and marked as reported',
    async inject(own) {
      await ownerSql(
        `UPDATE usage_records SET quantity = quantity + 50000, reported_quantity = reported_quantity + 50000
         WHERE customer_id = $1 AND metric = 'api_calls' AND hour = $2`,
        [own.customerId, hourOf(SECOND_PERIOD, 2)],
      );
      return [{ key: usageKey(own, 'api_calls'), cause: 'edited_here', action: 'send_usage_difference' }];
    },
  },
  {
    kind: 'an hour of a closed period is raised by hand and marked as reported',
    async inject(own) {
      await ownerSql(
        `UPDATE usage_records SET quantity = quantity + 70000, reported_quantity = reported_quantity + 70000
         WHERE customer_id = $1 AND metric = 'api_calls' AND hour = $2`,
        [own.customerId, hourOf(FIRST_DAY, 2)],
      );
      return [{ key: usageKey(own, 'api_calls', FIRST_DAY), cause: 'edited_here', action: 'alert' }];
    },
  },
  {
    kind: 'an hour of a closed period came late and is not booked yet',
    async inject(own) {
      await ownerSql(
        `WITH late AS (
           INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
           VALUES ($1, 'api_calls', $2, 9000, $3, $3) RETURNING *
         )
         INSERT INTO usage_daily AS d (customer_id, metric, day, quantity, updated_at)
         SELECT customer_id, metric, (hour AT TIME ZONE 'UTC')::date, quantity, updated_at FROM late
         ON CONFLICT (customer_id, metric, day) DO UPDATE
           SET quantity = d.quantity + excluded.quantity, revision = d.revision + 1`,
        [own.customerId, hourOf(FIRST_DAY, 8), NOW.toISOString()],
      );
      return [{ key: usageKey(own, 'api_calls', FIRST_DAY), cause: 'late', action: 'none' }];
    },
  },
  {
    kind: 'an hour is counted some hours too early, in the period before',
    async inject(own) {
      await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 2));
      await meterEvent(own, { metric: 'impressions', value: 300_000n, at: '2026-05-14T21:00:00.000Z' });
      return [
        { key: usageKey(own, 'impressions'), cause: 'time_zone', action: 'send_usage_difference' },
        { key: usageKey(own, 'impressions', FIRST_DAY), cause: 'time_zone', action: 'alert' },
      ];
    },
  },
  {
    kind: 'an hour is counted for another customer',
    async inject(own, other) {
      await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 5));
      await meterEvent(other, { metric: 'impressions', value: 300_000n, at: hourOf(SECOND_PERIOD, 9) });
      return [
        { key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'send_usage_difference' },
        { key: usageKey(other, 'impressions'), cause: 'edited_in_stripe', action: 'alert' },
      ];
    },
  },
];
