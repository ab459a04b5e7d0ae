import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { getCurrentUsage } from '../usage/current/get-current-usage.ts';
import { createCustomerPlanVersion } from './create-customer-plan-version.ts';
import type { PlanTermsInput } from './plan-terms-input.ts';

beforeAll(() => provisionCatalog(testContext()).then(() => undefined));

const TERMS: PlanTermsInput = {
  version: 1,
  baseFeeMinor: '40000',
  minimumCommitmentMinor: '100000',
  metered: {
    impressions: {
      kind: 'graduated',
      tiers: [
        { upTo: '20000000', unitAmount: '0' },
        { upTo: null, unitAmount: '0.006', flatAmount: '2500' },
      ],
    },
    api_calls: {
      kind: 'volume',
      tiers: [
        { upTo: '1000000', unitAmount: '0.05' },
        { upTo: null, unitAmount: '0.03' },
      ],
    },
    data_transfer_bytes: { kind: 'package', size: '1000000000', amount: '7.5', round: 'up' },
  },
};

const admin = () => testContext({ actor: staffActor() });

/** A Stripe that fails the test when it is called. */
function withoutStripe(): ServiceContext {
  return { ...admin(), stripe: null as never };
}

async function pricesAtStripe(customerId: string) {
  const { data } = await testContext().stripe.prices.list({
    lookup_keys: ['impressions', 'api_calls', 'data_transfer_bytes', 'base'].map(
      (component) => `growth_${customerId}_v1_${component}_usd`,
    ),
    expand: ['data.tiers'],
  });
  return new Map(data.map((price) => [price.metadata.component, price]));
}

describe('createCustomerPlanVersion', () => {
  test('makes the prices of each kind at Stripe: flat, graduated with a flat fee, volume, package', async () => {
    const { id } = await insertTestCustomer();
    await createCustomerPlanVersion(admin(), { customerId: id, planId: 'growth', terms: TERMS });
    const prices = await pricesAtStripe(id);
    expect(prices.get('base')).toMatchObject({ unit_amount: 40_000, metadata: { customer_id: id } });
    const graduated = prices.get('impressions');
    expect(graduated).toMatchObject({ tiers_mode: 'graduated' });
    expect(graduated?.tiers?.map(({ up_to, flat_amount }) => [up_to, flat_amount])).toEqual([
      [20_000_000, null],
      [null, 2_500],
    ]);
    expect(prices.get('api_calls')).toMatchObject({ billing_scheme: 'tiered', tiers_mode: 'volume' });
    expect(prices.get('data_transfer_bytes')).toMatchObject({
      billing_scheme: 'per_unit',
      transform_quantity: { divide_by: 1_000_000_000, round: 'up' },
    });
  });

  test('writes version, prices, tiers and commitment as the customer’s own, and one audit row', async () => {
    const { id } = await insertTestCustomer();
    const ctx = admin();
    await createCustomerPlanVersion(ctx, { customerId: id, planId: 'growth', terms: TERMS });
    const [stored] = await ownerSql(
      `SELECT (SELECT count(*)::int FROM plan_versions WHERE customer_id = $1) AS versions,
         (SELECT count(*)::int FROM plan_prices WHERE customer_id = $1) AS prices,
         (SELECT count(*)::int FROM plan_price_tiers WHERE customer_id = $1) AS tiers,
         (SELECT amount_minor::text FROM plan_commitments WHERE customer_id = $1) AS commitment`,
      [id],
    );
    expect(stored).toEqual({ versions: 1, prices: 4, tiers: 4, commitment: '100000' });
    const audit = await ownerSql('SELECT action, actor_id FROM billing_audit WHERE request_id = $1', [
      ctx.requestId,
    ]);
    expect(audit).toEqual([{ action: 'plan_version.created', actor_id: 'user_admin' }]);
  });

  test('the same call again makes nothing, and does not ask Stripe', async () => {
    const { id } = await insertTestCustomer();
    const input = { customerId: id, planId: 'growth' as const, terms: TERMS };
    const first = await createCustomerPlanVersion(admin(), input);
    expect(first.made.prices).toHaveLength(4);
    const again = await createCustomerPlanVersion(withoutStripe(), input);
    expect(again).toEqual({ ...first, made: { prices: [], meters: [] } });
  });

  test.each([
    ['another fee', { ...TERMS, baseFeeMinor: '40001' }],
    ['another commitment', { ...TERMS, minimumCommitmentMinor: '100001' }],
    ['no commitment', { ...TERMS, minimumCommitmentMinor: null }],
    [
      'another rounding',
      {
        ...TERMS,
        metered: {
          ...TERMS.metered,
          data_transfer_bytes: { kind: 'package', size: '1000000000', amount: '7.5', round: 'down' },
        },
      },
    ],
  ] as [string, PlanTermsInput][])('refuses %s under the same version', async (_, terms) => {
    const { id } = await insertTestCustomer();
    await createCustomerPlanVersion(admin(), { customerId: id, planId: 'growth', terms: TERMS });
    await expect(
      createCustomerPlanVersion(admin(), { customerId: id, planId: 'growth', terms }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  test('what a killed call left at Stripe is taken up on the same terms and refused on others', async () => {
    const { id } = await insertTestCustomer();
    const input = { customerId: id, planId: 'growth' as const, terms: TERMS };
    await createCustomerPlanVersion(admin(), input);
    for (const table of ['plan_commitments', 'plan_price_tiers', 'plan_prices', 'plan_versions']) {
      await ownerSql(`DELETE FROM ${table} WHERE customer_id = $1`, [id]);
    }
    const dearer = { ...input, terms: { ...TERMS, baseFeeMinor: '50000' } };
    await expect(createCustomerPlanVersion(admin(), dearer)).rejects.toMatchObject({ code: 'conflict' });
    const before = (await pricesAtStripe(id)).get('base')?.id;
    expect((await createCustomerPlanVersion(admin(), input)).stripePriceIds).toContain(before);
  });

  test('another publisher sees none of it, its owner and staff do', async () => {
    const [mine, other] = [await insertTestCustomer(), await insertTestCustomer()];
    await createCustomerPlanVersion(admin(), { customerId: mine.id, planId: 'growth', terms: TERMS });
    const count = async (scope: Parameters<ServiceContext['db']['batch']>[0]) => {
      const [{ rows }] = await testContext().db.batch(scope, (db) => [
        db.execute(sql`select
          (select count(*)::int from plan_versions where customer_id = ${mine.id}::uuid) as versions,
          (select count(*)::int from plan_prices where customer_id = ${mine.id}::uuid) as prices,
          (select count(*)::int from plan_price_tiers where customer_id = ${mine.id}::uuid) as tiers,
          (select count(*)::int from plan_commitments where customer_id = ${mine.id}::uuid) as commitments,
          (select count(*)::int from plan_versions where customer_id is null) as listed`),
      ]);
      return rows[0];
    };
    const all = { versions: 1, prices: 4, tiers: 4, commitments: 1, listed: 4 };
    expect(await count({ kind: 'tenant', customerId: mine.id })).toEqual(all);
    expect(await count({ kind: 'staff' })).toEqual(all);
    expect(await count({ kind: 'tenant', customerId: other.id })).toEqual({
      versions: 0,
      prices: 0,
      tiers: 0,
      commitments: 0,
      listed: 4,
    });
  });

  test('a publisher and a read-only member of staff may not', async () => {
    const customer = await insertTestCustomer();
    const input = { customerId: customer.id, planId: 'growth' as const, terms: TERMS };
    for (const actor of [publisherActor(customer), staffActor('readonly')]) {
      await expect(createCustomerPlanVersion(testContext({ actor }), input)).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
  });

  test('an unknown customer is not_found', async () => {
    const input = { customerId: crypto.randomUUID(), planId: 'growth' as const, terms: TERMS };
    await expect(createCustomerPlanVersion(admin(), input)).rejects.toMatchObject({ code: 'not_found' });
  });

  const openTier = { upTo: null, unitAmount: '1' };
  test.each([
    ['terms.version', { version: 0 }],
    ['terms.baseFeeMinor', { baseFeeMinor: '-5' }],
    ['terms.baseFeeMinor', { baseFeeMinor: '1e9' }],
    ['terms.minimumCommitmentMinor', { minimumCommitmentMinor: '0' }],
    ['terms.metered.impressions.tiers', { impressions: { kind: 'graduated', tiers: [openTier, openTier] } }],
    [
      'terms.metered.impressions.tiers.0.unitAmount',
      { impressions: { kind: 'volume', tiers: [{ upTo: null, unitAmount: '0.0000000000001' }] } },
    ],
    [
      'terms.metered.impressions.tiers.0.flatAmount',
      { impressions: { kind: 'graduated', tiers: [{ ...openTier, flatAmount: '100' }] } },
    ],
    [
      'terms.metered.impressions.size',
      { impressions: { kind: 'package', size: '0', amount: '1', round: 'up' } },
    ],
  ] as const)('refuses %s: %j', async (path, change) => {
    const { id } = await insertTestCustomer();
    const terms = {
      ...TERMS,
      ...('impressions' in change ? { metered: { ...TERMS.metered, ...change } } : change),
    } as PlanTermsInput;
    await expect(
      createCustomerPlanVersion(admin(), { customerId: id, planId: 'growth', terms }),
    ).rejects.toMatchObject({ code: 'invalid_value', fields: [{ path }] });
  });
});

describe('a customer with terms of its own', () => {
  async function onboard(terms: PlanTermsInput | null) {
    return createCustomer(admin(), {
      email: `${crypto.randomUUID()}@publisher.test`,
      name: 'Agreed Games',
      planId: 'growth',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      paymentMethod: 'pm_card_visa',
      terms,
    });
  }

  test('is sold them and not the list’s: $400.00 now, its usage at its own rates, and the list for others', async () => {
    const { customerId, stripeCustomerId } = await onboard(TERMS);
    const { data } = await testContext().stripe.invoices.list({ customer: stripeCustomerId });
    expect(data.map(({ total }) => total)).toEqual([40_000]);
    await ownerSql(
      `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
       VALUES ($1, 'impressions', '2026-04-15', 21000000, '2026-04-15T12:00:00Z'),
         ($1, 'api_calls', '2026-04-15', 1000001, '2026-04-15T12:00:00Z'),
         ($1, 'data_transfer_bytes', '2026-04-15', 1000000001, '2026-04-15T12:00:00Z')`,
      [customerId],
    );
    const { metrics, baseFee } = await getCurrentUsage(testContext(), { customerId });
    expect(baseFee.amountMinor).toBe(40_000n);
    // 1 M × 0.006c = 6,000c and the flat 2,500c; all 1,000,001 × 0.03c = 30,000.03c; 2 packages × 7.5c.
    expect(metrics.impressions.lines.map(({ amount }) => amount.amountMinor)).toEqual([6_000n, 2_500n]);
    expect(metrics.api_calls.overageCost.amountMinor).toBe(30_000n);
    expect(metrics.data_transfer_bytes).toMatchObject({
      overageCost: { amountMinor: 15n },
      lines: [{ packages: 2n }],
    });
    const listed = await onboard(null);
    const invoices = await testContext().stripe.invoices.list({ customer: listed.stripeCustomerId });
    expect(invoices.data.map(({ total }) => total)).toEqual([49_900]);
  });
});
