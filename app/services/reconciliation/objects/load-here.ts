import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import type { ObjectKind } from '../../../domain/reconciliation/classify-object.ts';
import type { StripeObject } from '../../../stripe/reconciliation/stripe-object.ts';
import type { ServiceContext } from '../../context.ts';
import { STRIPE_EVENT } from '../../events/stripe-event.ts';
import { OBJECT_SOURCES } from './object-source.ts';
import { selectHere } from './select-here.ts';

const hereRow = z.object({
  object_id: z.string(),
  stripe_id: z.string(),
  customer_id: z.string(),
  currency: z.string(),
  charge_id: z.string().nullable(),
  facts: z.record(z.string(), z.string().nullable()),
});
export type HereObject = z.output<typeof hereRow>;

const traceRow = z.object({
  stripe_id: z.string(),
  last_event_at: z.coerce.date().nullable(),
  waiting: z.number(),
  dead: z.number(),
  in_flight: z.number(),
});
export type Traces = z.output<typeof traceRow>;

const priceRow = z.object({
  stripe_price_id: z.string(),
  component: z.string(),
  plan_version_id: z.string(),
  currency: z.string(),
});
export type CatalogPriceRow = z.output<typeof priceRow>;

export interface HereSide {
  objects: ReadonlyMap<string, HereObject>;
  /** Our customer by Stripe's id of it. */
  owners: ReadonlyMap<string, string>;
  traces: ReadonlyMap<string, Traces>;
  /** All prices of the plan versions that the page's prices are of. */
  prices: ReadonlyMap<string, CatalogPriceRow>;
}

/** An event that came this lately is being worked on: what it tells is not missing. */
const IN_FLIGHT_MS = 15 * 60_000;

/** What stands here of a page of Stripe's objects, and what the inbox knows of them. One trip. */
export async function loadHere(
  ctx: ServiceContext,
  { kind, page, now }: { kind: ObjectKind; page: readonly StripeObject[]; now: Date },
): Promise<HereSide> {
  const ids = page.map(({ stripeId }) => stripeId);
  const customerIds = page.flatMap(({ stripeCustomerId }) => stripeCustomerId ?? []);
  const priceIds = page.flatMap((object) => object.priceIds ?? []);
  const [here, owners, traces, prices] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`select * from (${selectHere(kind)}) as here where stripe_id = any(${textArray(ids)})`),
    db.execute(sql`
      select id, stripe_customer_id from customers where stripe_customer_id = any(${textArray(customerIds)})`),
    db.execute(selectTraces({ ids, subjectType: OBJECT_SOURCES[kind].subjectType, now })),
    db.execute(sql`
      select p.stripe_price_id, p.component, p.plan_version_id, p.currency from plan_prices p
      where p.stripe_price_id is not null and p.plan_version_id in (
        select sold.plan_version_id from plan_prices sold where sold.stripe_price_id = any(${textArray(priceIds)})
      )`),
  ]);
  const ownerRows = z.array(z.object({ id: z.string(), stripe_customer_id: z.string() })).parse(owners.rows);
  return {
    objects: byId(z.array(hereRow).parse(here.rows)),
    owners: new Map(ownerRows.map((row) => [row.stripe_customer_id, row.id])),
    traces: byId(z.array(traceRow).parse(traces.rows)),
    prices: new Map(
      z
        .array(priceRow)
        .parse(prices.rows)
        .map((row) => [row.stripe_price_id, row]),
    ),
  };
}

/** Ours that Stripe has not listed in this run; ended customers and what came after the run's instant left out. */
export async function loadUnlisted(
  ctx: ServiceContext,
  input: {
    kind: ObjectKind;
    run: { id: string; customerId: string | null; objectsFrom: Date; asOf: Date };
    limit: number;
    now: Date;
  },
): Promise<{ objects: HereObject[]; traces: ReadonlyMap<string, Traces> }> {
  const { kind, run, limit, now } = input;
  const ofCustomer = run.customerId === null ? sql`true` : sql`here.customer_id = ${run.customerId}::uuid`;
  const isInRange = OBJECT_SOURCES[kind].byRange
    ? sql`here.created_at >= date_trunc('second', ${instantSql(run.objectsFrom)})`
    : sql`true`;
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select here.* from (${selectHere(kind)}) as here
      where here.created_at < ${instantSql(run.asOf)} and ${isInRange} and ${ofCustomer}
        and not exists (
          select from reconciliation_seen seen where seen.run_id = ${run.id} and seen.stripe_id = here.stripe_id
        )
      order by here.created_at desc limit ${limit}`),
  ]);
  const objects = z.array(hereRow).parse(found.rows);
  if (objects.length === 0) return { objects, traces: new Map() };
  const ids = objects.map((object) => object.stripe_id);
  const [traces] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(selectTraces({ ids, subjectType: OBJECT_SOURCES[kind].subjectType, now })),
  ]);
  return { objects, traces: byId(z.array(traceRow).parse(traces.rows)) };
}

function selectTraces(input: { ids: readonly string[]; subjectType: string; now: Date }): SQL {
  const since = instantSql(new Date(input.now.getTime() - IN_FLIGHT_MS));
  return sql`
    select asked.stripe_id,
      (select max(w.stripe_created_at) from stripe_webhook_events w where w.object_id = asked.stripe_id) as last_event_at,
      count(*) filter (where e.status in ('pending', 'processing'))::int as waiting,
      count(*) filter (where e.status = 'dead')::int as dead,
      count(*) filter (where e.status in ('pending', 'processing') and e.attempts = 0 and e.created_at > ${since})::int
        as in_flight
    from unnest(${textArray(input.ids)}) as asked (stripe_id)
    left join events e
      on e.kind = ${STRIPE_EVENT} and e.subject = ${input.subjectType} || ':' || asked.stripe_id
        and e.status in ('pending', 'processing', 'dead')
    group by asked.stripe_id`;
}

function byId<T extends { stripe_id: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [row.stripe_id, row]));
}

function textArray(values: readonly string[]): SQL {
  return sql`array(select json_array_elements_text(${JSON.stringify(values)}::json))`;
}
