import { sql } from 'drizzle-orm';
import type { CatalogPlan, CatalogPrice } from '../../domain/catalog.ts';
import { formatDecimal } from '../../domain/decimal.ts';
import type { Metric } from '../../domain/metric.ts';
import { baseProductId } from './product.ts';

/** Each takes the whole list as one JSON parameter and leaves what is already there. */

export function upsertPlans(plans: readonly CatalogPlan[], now: Date) {
  const rows = plans.map((plan) => ({ ...identity(plan), product_id: baseProductId(plan) }));
  return sql`
    insert into plans (id, name, rank, stripe_product_id, created_at)
    select id, name, rank, product_id, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, name text, rank int, product_id text)
    on conflict (id) do update
      set name = excluded.name, rank = excluded.rank, stripe_product_id = excluded.stripe_product_id`;
}

export function insertPlanVersions(plans: readonly CatalogPlan[], now: Date) {
  return sql`
    insert into plan_versions (id, plan_id, version, customer_id, effective_at, created_at)
    select gen_random_uuid(), id, version, customer_id, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(plans.map(identity))}::json) as r (id text, version int, customer_id uuid)
    on conflict (plan_id, customer_id, version) do nothing`;
}

const versionOfRow = sql`v.plan_id = r.id and v.version = r.version and v.customer_id is not distinct from r.customer_id`;

export function upsertPrices(plans: readonly CatalogPlan[], stripePriceIds: ReadonlyMap<string, string>) {
  const rows = plans.flatMap((plan) =>
    plan.prices.map((price) => ({
      ...identity(plan),
      ...amountColumns(price),
      component: price.component,
      currency: price.currency,
      price_id: stripePriceIds.get(price.lookupKey) ?? null,
      lookup_key: price.lookupKey,
    })),
  );
  return sql`
    insert into plan_prices
      (id, plan_version_id, component, currency, kind, unit_amount_minor, package_size, package_amount_decimal,
       package_round, stripe_price_id, lookup_key)
    select gen_random_uuid(), v.id, r.component, r.currency, r.kind, r.amount, r.package_size, r.package_amount,
      r.package_round, r.price_id, r.lookup_key
    from json_to_recordset(${JSON.stringify(rows)}::json) as r
      (id text, version int, customer_id uuid, component text, currency text, kind text, amount bigint,
       package_size bigint, package_amount numeric, package_round text, price_id text, lookup_key text)
    join plan_versions v on ${versionOfRow}
    on conflict (lookup_key) do update
      set stripe_price_id = excluded.stripe_price_id
      where excluded.stripe_price_id is not null`;
}

function amountColumns(price: CatalogPrice) {
  if (price.component === 'base') return { kind: 'graduated', amount: price.unitAmountMinor.toString() };
  const { price: metered } = price;
  if (metered.kind !== 'package') return { kind: metered.kind };
  return {
    kind: metered.kind,
    package_size: metered.size.toString(),
    package_amount: formatDecimal(metered.amount),
    package_round: metered.round,
  };
}

export function insertTiers(plans: readonly CatalogPlan[]) {
  const rows = plans.flatMap(({ prices }) =>
    prices.flatMap((price) =>
      price.component === 'base' || price.price.kind === 'package'
        ? []
        : price.price.tiers.map(({ upTo, unitAmount, flatAmount }, position) => ({
            lookup_key: price.lookupKey,
            position,
            up_to: upTo?.toString() ?? null,
            rate: formatDecimal(unitAmount),
            flat: flatAmount ? formatDecimal(flatAmount) : null,
          })),
    ),
  );
  return sql`
    insert into plan_price_tiers (plan_price_id, position, up_to, unit_amount_decimal, flat_amount_decimal)
    select p.id, r.position, r.up_to, r.rate, r.flat
    from json_to_recordset(${JSON.stringify(rows)}::json) as r
      (lookup_key text, position int, up_to bigint, rate numeric, flat numeric)
    join plan_prices p on p.lookup_key = r.lookup_key
    on conflict (plan_price_id, position) do nothing`;
}

export function insertCommitments(plans: readonly CatalogPlan[]) {
  const rows = plans.flatMap((plan) =>
    plan.commitments.map(({ currency, amountMinor }) => ({
      ...identity(plan),
      currency,
      amount: amountMinor.toString(),
    })),
  );
  return sql`
    insert into plan_commitments (plan_version_id, currency, amount_minor)
    select v.id, r.currency, r.amount
    from json_to_recordset(${JSON.stringify(rows)}::json) as r
      (id text, version int, customer_id uuid, currency text, amount bigint)
    join plan_versions v on ${versionOfRow}
    on conflict (plan_version_id, currency) do nothing`;
}

export function upsertMeters(meterIds: ReadonlyMap<Metric, string>, now: Date) {
  const rows = [...meterIds].map(([metric, id]) => ({ metric, id }));
  return sql`
    insert into meters (metric, stripe_meter_id, created_at)
    select metric, id, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (metric text, id text)
    on conflict (metric) do update set stripe_meter_id = excluded.stripe_meter_id`;
}

function identity({ id, name, rank, version, customerId }: CatalogPlan) {
  return { id, name, rank, version, customer_id: customerId };
}
