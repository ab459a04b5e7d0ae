import { beforeAll, expect, it } from 'vitest';
import { newDeliveries } from '../../../dev/testing/deliver-webhooks.ts';
import { makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import { april, settle } from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { decideCase } from './cases/decide-case.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { planRepair } from './repair/plan-repair.ts';

const OURS = 'Mended-by-hand@publisher.test';
const OTHER = 'other@publisher.test';

let own: Publisher;
let other: Publisher;
let minutes = 0;

beforeAll(async () => {
  await provisionCatalog(april);
  own = await makePublisher(april, { name: 'Mended by hand' });
  other = await makePublisher(april, { name: 'Untouched' });
  await settle(april);
}, 120_000);

function nextMinute() {
  minutes += 1;
  return testContext({ actor: staffActor('admin'), now: new Date(april.now.getTime() + minutes * 60_000) });
}

/** Changed in Stripe, and the event is lost. */
async function setEmail(email: string) {
  await april.stripe.customers.update(own.stripeCustomerId, { email });
  await newDeliveries();
}

async function reconcile(customerId: string | null = null) {
  const ctx = nextMinute();
  const { run, differences } = await reconcileNow(ctx, { customerId });
  return { ctx, runId: run.id, told: run.differences, known: run.acknowledged, keys: differences.length };
}

async function apply(runId: string) {
  const ctx = nextMinute();
  const { planHash } = await planRepair(ctx, { runId, pace: NO_PACE, now: ctx.now });
  await applyRepair(ctx, { runId, planHash, reason: 'Look.', pace: NO_PACE, now: ctx.now });
}

const cases = () =>
  ownerSql<{ id: string; status: string }>('SELECT id, status FROM reconciliation_cases ORDER BY created_at');
const alerts = () =>
  ownerSql(
    `SELECT dedupe_key, payload ->> 'title' AS title FROM notifications WHERE kind = 'reconciliation.alert' AND channel = 'slack'
     ORDER BY created_at`,
  );

it('a difference that was mended by hand and comes back the same is told again, with a case of its own', async () => {
  await setEmail(OTHER);
  const first = await reconcile();
  expect(first).toMatchObject({ told: 1, known: 0 });
  await apply(first.runId);
  const [opened] = await cases();
  expect(opened).toMatchObject({ status: 'open' });
  const id = opened?.id ?? '';
  await decideCase(nextMinute(), { id, keyword: 'decided', reason: 'Asked the publisher.' });

  const unchanged = await reconcile();
  expect(unchanged).toMatchObject({ told: 0, known: 1 });
  await reconcile(other.customerId);
  expect(await cases()).toEqual([{ id, status: 'closed' }]);

  await setEmail(OURS);
  const mended = await reconcile();
  expect(mended).toMatchObject({ told: 0, known: 0, keys: 0 });
  expect(await cases()).toEqual([{ id, status: 'gone' }]);
  await reconcile();
  expect(
    await ownerSql(
      `SELECT object_id, actor_id, before, after FROM billing_audit WHERE action = 'reconciliation.case_gone'`,
    ),
  ).toEqual([
    {
      object_id: id,
      actor_id: 'user_admin',
      before: { status: 'closed' },
      after: { status: 'gone', run: mended.runId },
    },
  ]);

  await setEmail(OTHER);
  const again = await reconcile();
  expect(again).toMatchObject({ told: 1, known: 0 });
  await apply(again.runId);
  const [, reopened] = await cases();
  expect(reopened).toMatchObject({ status: 'open' });
  expect(await alerts()).toEqual(
    [id, reopened?.id].map((of) => ({
      dedupe_key: `reconciliation-case:${of}:slack`,
      title: 'Mended by hand: a difference needs a person',
    })),
  );
}, 120_000);

it('has a case that is gone for none to decide', async () => {
  const [gone] = await cases();
  const input = { id: gone?.id ?? '', keyword: 'decided', reason: 'Too late.' };
  await expect(decideCase(nextMinute(), input)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('gone'),
  });
});

it('what an event that is still on its way may explain leaves the case as it is', async () => {
  const before = await cases();
  await ownerSql(
    `INSERT INTO events (id, kind, subject, dedupe_key, payload, status, attempts, run_after, created_at)
     VALUES (gen_random_uuid(), 'stripe_event', $1, 'on-its-way', '{}', 'pending', 0, $2, $2)`,
    [`customer:${own.stripeCustomerId}`, new Date(april.now.getTime() + minutes * 60_000).toISOString()],
  );
  expect(await reconcile()).toMatchObject({ keys: 0 });
  expect(await cases()).toEqual(before);
});
