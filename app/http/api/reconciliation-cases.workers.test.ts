import { beforeAll, describe, expect, it } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { meterEvent } from '../../../dev/testing/drift/meters.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import {
  april,
  FIRST_DAY,
  LOOKED_AT,
  letMetersCount,
  looking,
  may,
  NOW,
  settle,
} from '../../../dev/testing/drift/two-periods.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../services/catalog/provision-catalog.ts';
import { applyRepair } from '../../services/reconciliation/repair/apply-repair.ts';
import { planRepair } from '../../services/reconciliation/repair/plan-repair.ts';
import { reportUsage } from '../../services/usage/report/report-usage.ts';
import {
  creditPlanSchema,
  type ReconciliationCaseJson,
  reconciliationCaseListSchema,
  reconciliationCaseSchema,
} from './case-schemas.ts';

const PATH = '/api/v1/billing/reconcile/cases';
const api = createApi();
const publishers: Publisher[] = [];
/** The clock is moved a month on. */
const LIVED = { expiresIn: 60 * 86_400 };

let admin: Record<string, string>;
let readonly: Record<string, string>;

beforeAll(async () => {
  await provisionCatalog(april);
  for (const name of ['Given', 'Declined']) publishers.push(await makePublisher(april, { name }));
  await settle(april);
  await setReplicaRows(
    publishers.map(({ customerId }) => ({
      customerId,
      metric: 'impressions',
      hour: hourOf(FIRST_DAY, 2),
      quantity: 1_300_000,
      updatedAt: '2026-04-15T11:00:00Z',
    })),
  );
  await runTestSync(april);
  await reportUsage(april);
  for (const own of publishers) {
    await meterEvent(own, { metric: 'impressions', value: 200_000n, at: hourOf(FIRST_DAY, 3) });
  }
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  await letMetersCount();
  const { run } = await reconcileNow(looking);
  const { planHash } = await planRepair(looking, { runId: run.id, pace: NO_PACE, now: LOOKED_AT });
  const input = { runId: run.id, planHash, reason: 'Look at them.', pace: NO_PACE, now: LOOKED_AT };
  await applyRepair(looking, input);
  admin = await bearer({ role: 'admin', sub: 'admin_1', email: 'admin@apex.test' }, LIVED);
  readonly = await bearer({ role: 'readonly' }, LIVED);
}, 120_000);

function post(
  path: string,
  body: unknown = {},
  { as = admin, key }: { as?: typeof admin; key?: string } = {},
) {
  return api(`${PATH}${path}`, {
    method: 'POST',
    headers: { ...as, 'Content-Type': 'application/json', ...(key && { 'Idempotency-Key': key }) },
    body: JSON.stringify(body),
  });
}

async function list(status?: string): Promise<ReconciliationCaseJson[]> {
  const response = await api(status === undefined ? PATH : `${PATH}?status=${status}`, { headers: readonly });
  expect(response.status).toBe(200);
  const body = await response.json();
  expect(reconciliationCaseListSchema.parse(body)).toEqual(body);
  return reconciliationCaseListSchema.parse(body).cases;
}

async function caseOf(index: number): Promise<string> {
  const found = (await list()).find(({ customer_id: id }) => id === publishers[index]?.customerId);
  return found?.id ?? '';
}

async function planOf(id: string) {
  const response = await post(`/${id}/plan`);
  expect(response.status).toBe(200);
  return creditPlanSchema.parse(await response.json());
}

describe('who and what is refused', () => {
  it.each([
    ['signed out', undefined, 401],
    ['a publisher', { role: 'publisher', customer_id: '0f0e0d0c-0000-4000-8000-000000000001' }, 403],
  ] as const)('%s sees no case and decides none', async (_, claims, status) => {
    const as = claims === undefined ? {} : await bearer(claims, LIVED);
    const id = await caseOf(0);
    expect((await api(PATH, { headers: as })).status).toBe(status);
    expect((await api(`${PATH}/${id}`, { headers: as })).status).toBe(status);
    for (const step of ['plan', 'decision']) {
      expect((await post(`/${id}/${step}`, {}, { as })).status).toBe(status);
    }
  });

  it('readonly sees them and decides none', async () => {
    const id = await caseOf(0);
    expect((await api(`${PATH}/${id}`, { headers: readonly })).status).toBe(200);
    expect((await post(`/${id}/decision`, {}, { as: readonly })).status).toBe(403);
    expect((await api(`${PATH}/${publishers[0]?.customerId}`, { headers: readonly })).status).toBe(404);
    expect((await api(`${PATH}?status=old`, { headers: readonly })).status).toBe(400);
  });

  it.each([
    ['no decision', {}, 422],
    ['no plan', { decision: 'give_credit', reason: 'Twice.', keyword: 'credit' }, 422],
    [
      'another plan',
      { decision: 'give_credit', plan_hash: '0'.repeat(64), reason: 'Twice.', keyword: 'credit' },
      409,
    ],
    ['another word', { decision: 'close', reason: 'Twice.', keyword: 'decided' }, 422],
    ['no reason', { decision: 'close', reason: ' ', keyword: 'decline' }, 422],
    [
      'a plan where none belongs',
      { decision: 'close', plan_hash: 'x', reason: 'Twice.', keyword: 'decline' },
      422,
    ],
  ])('%s', async (_, body, status) => {
    const response = await post(`/${await caseOf(0)}/decision`, body);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
    expect((await list()).length).toBe(2);
  });
});

it('plans a credit of $24.00 for 200,000 units, gives it once under its key, and says what was made', async () => {
  const id = await caseOf(0);
  const plan = await planOf(id);
  expect(plan).toMatchObject({
    case_id: id,
    units: 200_000,
    currency: 'usd',
    amount: 2_400,
    credits: [{ amount: -2_400, lines: [{ amount: 2_400 }] }],
  });
  const body = {
    decision: 'give_credit',
    plan_hash: plan.plan_hash,
    reason: 'Two collectors.',
    keyword: 'credit',
  };
  const first = await post(`/${id}/decision`, body, { key: 'once' });
  expect(first.status).toBe(200);
  const given = reconciliationCaseSchema.parse(await first.clone().json());
  expect(given).toMatchObject({
    status: 'closed',
    outcome: 'credit_given',
    decided_by: 'admin@apex.test',
    credits: [{ status: 'issued', amount: -2_400, stripe_id: expect.stringMatching(/^cn_/) }],
  });
  const again = await post(`/${id}/decision`, body, { key: 'once' });
  expect([again.headers.get('idempotent-replayed'), await again.text()]).toEqual([
    'true',
    await first.text(),
  ]);
  const late = await post(`/${id}/decision`, body, {
    as: await bearer({ role: 'admin', sub: 'admin_2' }, LIVED),
  });
  expect(late.status).toBe(409);
  expect((await post(`/${id}/plan`)).status).toBe(409);
  const { data: notes } = await may.stripe.creditNotes.list({
    customer: publishers[0]?.stripeCustomerId ?? '',
  });
  expect(notes.map(({ subtotal }) => subtotal)).toEqual([2_400]);
});

it('declines a credit with a reason, which moves nothing', async () => {
  const id = await caseOf(1);
  const body = { decision: 'close', reason: 'They ran it themselves.', keyword: 'decline' };
  const response = await post(`/${id}/decision`, body);
  expect(reconciliationCaseSchema.parse(await response.json())).toMatchObject({
    outcome: 'declined',
    decision: body.reason,
    credits: [],
  });
  expect(await list()).toEqual([]);
  expect((await list('closed')).map(({ outcome }) => outcome).sort()).toEqual(['credit_given', 'declined']);
});
