import { sql } from 'drizzle-orm';
import type { CatalogPlan } from '../../domain/catalog.ts';
import { formatDecimal } from '../../domain/decimal.ts';
import type { Metric } from '../../domain/metric.ts';
import { baseProductId } from './product.ts';

/** Each takes the whole list as one JSON parameter and leaves what is already there. */

export function upsertPlans(catalog: readonly CatalogPlan[], now: Date) {
  const rows = catalog.map((plan) => ({ ...identity(plan), product_id: baseProductId(plan) }));
  return sql`
    insert into plans (id, name, rank, stripe_product_id, created_at)
    select id, name, rank, product_id, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, name text, rank int, product_id text)
    on conflict (id) do update
      set name = excluded.name, rank = excluded.rank, stripe_product_id = excluded.stripe_product_id`;
}

export function insertPlanVersions(catalog: readonly CatalogPlan[], now: Date) {
  return sql`
    insert into plan_versions (id, plan_id, version, effective_at, created_at)
    select gen_random_uuid(), id, version, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(catalog.map(identity))}::json) as r (id text, version int)
    on conflict (plan_id, version) do nothing`;
}

export function upsertPrices(catalog: readonly CatalogPlan[], stripePriceIds: ReadonlyMap<string, string>) {
  const rows = catalog.flatMap((plan) =>
    plan.prices.map((price) => ({
      ...identity(plan),
      component: price.component,
      currency: price.currency,
      amount: price.component === 'base' ? price.unitAmountMinor.toString() : null,
      price_id: stripePriceIds.get(price.lookupKey) ?? null,
      lookup_key: price.lookupKey,
    })),
  );
  return sql`
    insert into plan_prices
      (id, plan_version_id, component, currency, unit_amount_minor, stripe_price_id, lookup_key)
    select gen_random_uuid(), v.id, r.component, r.currency, r.amount, r.price_id, r.lookup_key
    from json_to_recordset(${JSON.stringify(rows)}::json) as r
      (id text, version int, component text, currency text, amount bigint, price_id text, lookup_key text)
    join plan_versions v on v.plan_id = r.id and v.version = r.version
    on conflict (lookup_key) do update
      set stripe_price_id = excluded.stripe_price_id
      where excluded.stripe_price_id is not null`;
}

export function insertTiers(catalog: readonly CatalogPlan[]) {
  const rows = catalog.flatMap(({ prices }) =>
    prices.flatMap((price) =>
      price.component === 'base'
        ? []
        : price.tiers.map(({ upTo, unitAmount }, position) => ({
            lookup_key: price.lookupKey,
            position,
            up_to: upTo?.toString() ?? null,
            rate: formatDecimal(unitAmount),
          })),
    ),
  );
  return sql`
    insert into plan_price_tiers (plan_price_id, position, up_to, unit_amount_decimal)
    select p.id, r.position, r.up_to, r.rate
    from json_to_recordset(${JSON.stringify(rows)}::json) as r
      (lookup_key text, position int, up_to bigint, rate numeric)
    join plan_prices p on p.lookup_key = r.lookup_key
    on conflict (plan_price_id, position) do nothing`;
}

export function upsertMeters(meterIds: ReadonlyMap<Metric, string>, now: Date) {
  const rows = [...meterIds].map(([metric, id]) => ({ metric, id }));
  return sql`
    insert into meters (metric, stripe_meter_id, created_at)
    select metric, id, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (metric text, id text)
    on conflict (metric) do update set stripe_meter_id = excluded.stripe_meter_id`;
}

function identity({ id, name, rank, version }: CatalogPlan) {
  return { id, name, rank, version };
}
