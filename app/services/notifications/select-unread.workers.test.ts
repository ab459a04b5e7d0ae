import { beforeAll, expect, test } from 'vitest';
import { explain } from '../../../dev/testing/explain.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { ownNoticesSql, STAFF_NOTICES, selectUnread } from './select-unread.ts';

const NOTICES = 20_000;
const CUSTOMER = '00000000-0000-4000-8000-00000000c0de';

beforeAll(async () => {
  await ownerSql(
    `INSERT INTO customers (id, email, name, stripe_customer_id, currency, locale, country, created_at, updated_at)
     VALUES ($1, 'a@publisher.test', 'A', 'cus_unread', 'usd', 'en-US', 'US', '2026-01-01', '2026-01-01')`,
    [CUSTOMER],
  );
  await ownerSql(
    `INSERT INTO notifications (id, customer_id, channel, kind, dedupe_key, payload, status, run_after, created_at, read_at)
     SELECT gen_random_uuid(), $1, 'in_app', 'budget.crossed', 'n' || n, '{}', 'sent', '2026-01-01',
       timestamptz '2026-01-01' + n * interval '1 minute', CASE WHEN n % 5000 <> 0 THEN timestamptz '2026-02-01' END
     FROM generate_series(1, ${NOTICES}) AS n`,
    [CUSTOMER],
  );
  await ownerSql('ANALYZE notifications');
});

test('4 unread of 20,000 notices of a customer are counted off the index of the unread', async () => {
  const plan = await explain(selectUnread(ownNoticesSql(CUSTOMER)), { kind: 'tenant', customerId: CUSTOMER });
  expect(plan.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  expect(plan.flatMap((node) => node['Index Name'] ?? [])).toEqual(['notifications_unread_index']);
});

test('so are those of our staff, among the notices of everybody', async () => {
  const plan = await explain(selectUnread(STAFF_NOTICES), { kind: 'staff' });
  expect(plan.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  expect(plan.flatMap((node) => node['Index Name'] ?? [])).toEqual(['notifications_unread_index']);
});
