import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { LeftBehindItem, PreviewedInvoice } from '../../stripe/preview-next-invoice.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import type { ServiceContext } from '../context.ts';
import { type UsageBefore, usageBeforeRow } from '../usage/periods/usage-before.ts';

export interface LeftBehind {
  /** As `invoice_previews.usage_before` holds it. */
  stored: readonly unknown[];
  before: UsageBefore | null;
  /** Minor units of what no price of ours left behind. */
  foreignMinor: bigint;
  /** Minor units of our flat fees, taken back and charged for the rest of the period. */
  feeItemsMinor: bigint;
}

const NOTHING: LeftBehind = { stored: [], before: null, foreignMinor: 0n, feeItemsMinor: 0n };

const soldRow = z.looseObject({ stripe_price_id: z.string(), component: z.string() });
type SoldRow = z.output<typeof soldRow>;

/** What a change of plan left behind, each line with the price that it was sold at. One trip, none where there is nothing. */
export async function readLeftBehind(
  ctx: ServiceContext,
  { leftBehind: items, prorations }: Pick<PreviewedInvoice, 'leftBehind' | 'prorations'>,
): Promise<LeftBehind> {
  const ids = [...items, ...prorations].flatMap(({ stripePriceId }) => stripePriceId ?? []);
  if (ids.length === 0) return { ...NOTHING, foreignMinor: sumOf(items) };
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [db.execute(soldPrices(ids))]);
  const sold = new Map(found.rows.map((row) => soldRow.parse(row)).map((row) => [row.stripe_price_id, row]));
  const priceOf = ({ stripePriceId }: { stripePriceId: string | null }) => sold.get(stripePriceId ?? '');
  const isOfMetric = (row: SoldRow | undefined) => row !== undefined && row.component !== 'base';
  const stored = items.flatMap((item) => {
    const price = priceOf(item);
    return price !== undefined && isOfMetric(price) ? [toStored(item, price)] : [];
  });
  return {
    stored,
    before: usageBeforeRow.parse(stored),
    foreignMinor: sumOf(items.filter((item) => !isOfMetric(priceOf(item)))),
    feeItemsMinor: sumOf(prorations.filter((item) => priceOf(item)?.component === 'base')),
  };
}

function sumOf(items: readonly { amountMinor: bigint }[]): bigint {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function soldPrices(ids: readonly string[]): SQL {
  return sql`
    select price.stripe_price_id, price.plan_version_id, v.plan_id, plan.name as plan_name, ${priceColumnsSql()}
    from plan_prices price
    join plan_versions v on v.id = price.plan_version_id
    join plans plan on plan.id = v.plan_id
    where price.stripe_price_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;
}

function toStored(item: LeftBehindItem, { plan_version_id, plan_id, plan_name, ...price }: SoldRow) {
  return {
    line: {
      stripe_line_item_id: item.stripeId,
      description: item.description,
      component: price.component,
      stripe_price_id: item.stripePriceId,
      proration: false,
      quantity: item.quantity,
      unit_amount_decimal: item.unitAmountDecimal,
      amount_minor: item.amountMinor.toString(),
      period_end: item.periodEnd.toISOString(),
    },
    plan_version_id,
    plan_id,
    plan_name,
    price,
  };
}
