import type { LoaderFunctionArgs } from '@remix-run/cloudflare';
import { beforeAll, expect, test } from 'vitest';
import { signToken } from '../../dev/testing/api.ts';
import { TEST_START } from '../../dev/testing/environment.ts';
import { insertTestCustomer, ownerSql, testRuntime } from '../../dev/testing/workers.ts';
import type { AppLoadContext } from '../http/load-context.ts';
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
  const runtime = testRuntime();
  let trips = 0;
  const db: typeof runtime.db = {
    ...runtime.db,
    batch(scope, build) {
      trips += 1;
      return runtime.db.batch(scope, build);
    },
  };
  const context: AppLoadContext = {
    runtime: { ...runtime, db },
    requestId: 'request-1',
    now: new Date(TEST_START),
    nonce: 'nonce',
    assets: null,
  };
  const headers = { Cookie: `apex_session=${await signToken({ role: 'readonly', sub: 'staff_1' })}` };
  const request = new Request('https://billing.test/admin/billing', { headers });
  const loader = await load();
  expect(unreadOf(dataOf(await loader({ request, context, params: { customerId } })))).toBe(1);
  expect(trips).toBe(1);
});

/** Of a page that answers with a status too. */
function dataOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : answer;
}
