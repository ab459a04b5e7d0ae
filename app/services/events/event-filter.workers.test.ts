import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { explain } from '../../../dev/testing/explain.ts';
import { insertTestCustomer, ownerSql } from '../../../dev/testing/workers.ts';
import { type EventFilter, matches } from './event-filter.ts';

const EVENTS = 50_000;

beforeAll(async () => {
  await insertTestCustomer({ stripeCustomerId: 'cus_17', name: 'Index & Söhne' });
  await ownerSql(
    `INSERT INTO stripe_webhook_events (id, stripe_event_id, type, livemode, object_type, object_id, stripe_customer_id,
       stripe_created_at, received_at)
     SELECT gen_random_uuid(), 'evt_' || n, CASE WHEN n % 10000 = 0 THEN 'charge.refunded' ELSE 'invoice.paid' END,
       false, 'invoice', 'in_' || n, 'cus_' || (n % 1000), timestamptz '2026-01-01' + n * interval '1 minute',
       timestamptz '2026-01-01' + n * interval '1 minute'
     FROM generate_series(1, ${EVENTS}) AS n`,
  );
  await ownerSql('ANALYZE stripe_webhook_events');
});

test.each<[string, EventFilter, string]>([
  ['the beginning of an object’s id', { search: 'in_4999' }, 'stripe_webhook_events_object_id_index'],
  ['the beginning of an event’s id', { search: 'evt_4999' }, 'stripe_webhook_events_stripe_event_id_unique'],
  ['a customer’s name', { search: 'index' }, 'stripe_webhook_events_stripe_customer_id_index'],
  ['a part of a type', { type: 'refund' }, 'stripe_webhook_events_type_index'],
  ['a kind of type', { type: 'charge.*' }, 'stripe_webhook_events_type_index'],
])('events are found by %s off an index, by the role of the Workers', async (_, filter, index) => {
  const plan = await explain(
    sql`select w.id from stripe_webhook_events w
        join (select 'stripe_event' as kind, null as status) as e on true
        where ${matches(filter)} order by w.received_at desc, w.id desc limit 51`,
    { kind: 'staff' },
  );
  const reads = plan.filter((node) => node['Relation Name'] === 'stripe_webhook_events');
  expect(reads.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  expect(plan.map((node) => node['Index Name'])).toContain(index);
});
