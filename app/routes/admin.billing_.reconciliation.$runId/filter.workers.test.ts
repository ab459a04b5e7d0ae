import { beforeAll, expect, test } from 'vitest';
import { TEST_START } from '../../../dev/testing/environment.ts';
import { ADMIN, visit } from '../../../dev/testing/page.ts';
import { insertTestCustomer, ownerSql } from '../../../dev/testing/workers.ts';
import { loader } from './route.tsx';

const RUN_ID = `recon_${'0'.repeat(32)}`;
const WORKS = 'Lathe Works';
let worksId: string;

beforeAll(async () => {
  await ownerSql(
    `INSERT INTO reconciliation_runs (id, trigger, requested_by, status, tolerance_percent, meter_tolerances,
       alert_thresholds, objects_from, as_of, created_at)
     VALUES ($1, 'page', 'test', 'succeeded', 0.5, '{}', '{}', $2, $2, $2)`,
    [RUN_ID, TEST_START],
  );
  const named = async (name: string, email: string) => {
    const { id } = await insertTestCustomer({ name, email });
    await ownerSql(
      `INSERT INTO reconciliation_differences (id, run_id, key, fingerprint, kind, customer_id, stripe_id, fields, cause,
         evidence, alerted, created_at)
       VALUES (gen_random_uuid(), $1, $2::text, 'x', 'customer', $2::uuid, $3, '[]', 'edited_in_stripe', '{}', false, $4)`,
      [RUN_ID, id, `cus_${id}`, TEST_START],
    );
    return id;
  };
  await named('Lathe Forge', 'billing@forge.test');
  worksId = await named(WORKS, 'billing@works.test');
  await named('Somebody Else', 'billing@else.test');
});

async function shown(customer: string) {
  const path = `/admin/billing/reconciliation/${RUN_ID}?${new URLSearchParams({ customer })}`;
  const { args } = await visit(path, { claims: ADMIN, params: { runId: RUN_ID } });
  const { view } = await loader(args);
  return view.differences.map((row) => row.customer).sort();
}

test.each([
  ['its id', () => worksId],
  ['a part of its e-mail address', () => '@works.test'],
  ['its name', () => WORKS.toLowerCase()],
])('differences of one publisher are found by %s', async (_by, text) => {
  expect(await shown(text())).toEqual([WORKS]);
});

test('a part that two have shows those of both, what nobody has shows none, and nothing shows all', async () => {
  expect(await shown('Lathe')).toEqual(['Lathe Forge', WORKS]);
  expect(await shown('Nobody')).toEqual([]);
  expect(await shown(' ')).toHaveLength(3);
});
