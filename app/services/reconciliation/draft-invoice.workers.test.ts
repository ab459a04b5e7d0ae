import { beforeAll, expect, it } from 'vitest';
import { cancelEvent, usageKey } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import { april, FIRST_DAY, looking, may, NOW, settle } from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { planRepair } from './repair/plan-repair.ts';

/** After the last send to the meter, before the draft is issued. */
const whileDraft = testContext({ now: new Date('2026-05-15T00:52:00.000Z') });

let own: Publisher;

beforeAll(async () => {
  await provisionCatalog(april);
  own = await makePublisher(april, { name: 'Lost before the invoice' });
  await settle(april);
  await setReplicaRows(
    [1_300_000, 900_000].map((quantity, index) => ({
      customerId: own.customerId,
      metric: 'impressions' as const,
      hour: hourOf(FIRST_DAY, 2 + index),
      quantity,
      updatedAt: '2026-04-15T11:00:00.000Z',
    })),
  );
  await runTestSync(april);
  await reportUsage(april);
  await cancelEvent(own, 'impressions', hourOf(FIRST_DAY, 3));
  await advanceClock(whileDraft.now);
  await settle(whileDraft);
}, 120_000);

async function planAndApply(ctx: ServiceContext) {
  const { run } = await reconcileNow(ctx);
  const { planHash, actions } = await planRepair(ctx, { runId: run.id, pace: NO_PACE, now: ctx.now });
  await applyRepair(ctx, { runId: run.id, planHash, reason: 'Lost.', pace: NO_PACE, now: ctx.now });
  return actions.map(({ differenceKey, action }) => ({ differenceKey, action }));
}

it('what the meter lacks waits for the invoice without a case, and is late usage once it is issued', async () => {
  const differenceKey = usageKey(own, 'impressions', FIRST_DAY);
  const statuses = () =>
    ownerSql(
      `SELECT i.status FROM invoices i WHERE i.customer_id = $1 AND i.billing_reason = 'subscription_cycle'`,
      [own.customerId],
    );
  expect(await statuses()).toEqual([{ status: 'draft' }]);
  expect(await planAndApply(whileDraft)).toEqual([
    { differenceKey, action: { type: 'none', reason: 'not_invoiced_yet' } },
  ]);
  expect(await ownerSql('SELECT FROM reconciliation_cases')).toEqual([]);
  await advanceClock(NOW);
  await settle(may);
  expect(await statuses()).not.toContainEqual({ status: 'draft' });
  expect(await planAndApply(looking)).toMatchObject([
    { differenceKey, action: { type: 'bill_late_usage', hours: [{ lost: 900_000n, refused: 0n }] } },
  ]);
});
