import type { LoaderFunctionArgs } from '@remix-run/cloudflare';
import { beforeAll, expect, test } from 'vitest';
import { TEST_START } from '../../dev/testing/environment.ts';
import { ADMIN, visit } from '../../dev/testing/page.ts';
import { insertTestCustomer, ownerSql } from '../../dev/testing/workers.ts';
import { unreadOf } from './customer-query.ts';

type Loader = (args: LoaderFunctionArgs) => Promise<unknown>;

const DESK = import.meta.glob<Loader>('../routes/admin.*/route.tsx', { import: 'loader' });
const OF_ONE_CUSTOMER = '/admin.billing_.customers_.$customerId/';
const PAGES = Object.entries(DESK).filter(([path]) => !path.includes('$') || path.includes(OF_ONE_CUSTOMER));

beforeAll(() =>
  ownerSql(
    `INSERT INTO notifications (id, channel, kind, dedupe_key, payload, status, run_after, created_at)
     VALUES (gen_random_uuid(), 'in_app', 'reconciliation.open', 'bell', '{}', 'sent', $1, $1)`,
    [TEST_START],
  ),
);

test.each(PAGES)('%s brings the count for the bell, in the one trip of the page', async (_path, load) => {
  const { id: customerId } = await insertTestCustomer();
  const { args, trips } = await visit('/admin/billing', {
    claims: { ...ADMIN, role: 'readonly' },
    params: { customerId },
  });
  const loader = await load();
  expect(unreadOf(dataOf(await loader(args)))).toBe(1);
  expect(trips()).toBe(1);
});

/** Of a page that answers with a status too. */
function dataOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : answer;
}
