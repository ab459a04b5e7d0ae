import { describe, expect, test } from 'vitest';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from './provision-catalog.ts';

/** A Stripe that fails the test when it is called. */
function withoutStripe() {
  return { ...testContext(), stripe: null as never };
}

describe('provisionCatalog', () => {
  test('makes three meters, sixteen products and 64 prices, and writes their ids', async () => {
    const ctx = testContext();
    const result = await provisionCatalog(ctx);
    expect(result.prices).toHaveLength(64);
    expect(result.meters).toEqual(['impressions', 'api_calls', 'data_transfer_bytes']);
    const [stored] = await ownerSql(
      `SELECT (SELECT count(*)::int FROM plan_prices WHERE stripe_price_id IS NOT NULL) AS prices,
         (SELECT count(*)::int FROM meters) AS meters, (SELECT count(*)::int FROM plans) AS plans,
         (SELECT count(*)::int FROM plan_price_tiers) AS tiers`,
    );
    // Tiers in each currency: impressions 3 + 3 + 4 + 3, calls and transfer 2 each for four plans.
    expect(stored).toEqual({ prices: 64, meters: 3, plans: 4, tiers: 4 * (13 + 8 + 8) });
    const products = await ctx.stripe.products.list({ limit: 100 });
    expect(products.data).toHaveLength(16);
  });

  test('Stripe has the graduated tiers exactly: Starter transfer in euros, free to 50 GB, then 0.00000000846 cents a byte', async () => {
    const { data } = await testContext().stripe.prices.list({
      lookup_keys: ['starter_v1_data_transfer_bytes_eur'],
      expand: ['data.tiers'],
    });
    const [price] = data;
    expect(price).toMatchObject({ billing_scheme: 'tiered', tiers_mode: 'graduated', currency: 'eur' });
    expect(price?.tiers?.map((tier) => [tier.up_to, String(tier.unit_amount_decimal)])).toEqual([
      [50_000_000_000, '0'],
      [null, '0.00000000846'],
    ]);
  });

  test('with nothing missing it calls Stripe not once', async () => {
    expect(await provisionCatalog(withoutStripe())).toEqual({ prices: [], meters: [] });
  });

  test('finds at Stripe what the database has lost, and makes nothing twice', async () => {
    const before = await ownerSql('SELECT lookup_key, stripe_price_id FROM plan_prices ORDER BY lookup_key');
    await ownerSql('UPDATE plan_prices SET stripe_price_id = NULL');
    await ownerSql('DELETE FROM meters');
    const ctx = testContext();
    expect((await provisionCatalog(ctx)).prices).toHaveLength(64);
    expect(await ownerSql('SELECT lookup_key, stripe_price_id FROM plan_prices ORDER BY lookup_key')).toEqual(
      before,
    );
    expect((await ctx.stripe.billing.meters.list({ limit: 100 })).data).toHaveLength(3);
  });

  test('refuses to change the terms of a price that is sold', async () => {
    await ownerSql(`UPDATE plan_prices SET unit_amount_minor = 1 WHERE lookup_key = 'growth_v1_base_usd'`);
    await expect(provisionCatalog(withoutStripe())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('growth_v1_base_usd'),
    });
  });
});
