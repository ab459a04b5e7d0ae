import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Metric } from '../../../domain/metric.ts';
import { type PriceRow, priceRow } from '../../catalog/price-row.ts';
import { priceColumnsSql } from '../../catalog/price-sql.ts';
import type { PeriodInvoice } from './billed-period.ts';

const soldPriceRow = z.object({ stripe_price_id: z.string(), plan_id: z.string(), plan_name: z.string() });

export interface SoldPrice {
  planId: string;
  planName: string;
  row: PriceRow;
}

/** Every price of ours that stands on an invoice of the customer. */
export function selectSoldPrices(customerId: string): SQL {
  return sql`
    select price.stripe_price_id, v.plan_id, plan.name as plan_name, ${priceColumnsSql()}
    from plan_prices price
    join plan_versions v on v.id = price.plan_version_id
    join plans plan on plan.id = v.plan_id
    where price.stripe_price_id in (
      select l.stripe_price_id from invoice_line_items l where l.customer_id = ${customerId}::uuid
    )`;
}

export function toSoldPrices(rows: readonly unknown[]): ReadonlyMap<string, SoldPrice> {
  return new Map(
    rows.map((row) => {
      const { stripe_price_id: id, plan_id: planId, plan_name: planName } = soldPriceRow.parse(row);
      return [id, { planId, planName, row: priceRow.parse(row) }];
    }),
  );
}

/** The price that an invoice's whole lines of a component name; undefined when it has none of ours. */
export function soldPriceOn(
  { lines }: PeriodInvoice,
  component: 'base' | Metric,
  prices: ReadonlyMap<string, SoldPrice>,
): SoldPrice | undefined {
  const line = lines.find((found) => found.component === component && !found.proration);
  return prices.get(line?.stripePriceId ?? '');
}
