import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import type { Currency } from '../../domain/money.ts';
import type { ServiceContext } from '../context.ts';

export interface SellablePlan {
  planId: string;
  version: number;
  /** The flat fee and the metered components. */
  stripePriceIds: readonly string[];
}

const sellableRow = z.object({
  version: z.number(),
  stripe_price_ids: z.array(z.string()),
});

/** What a customer is sold of a plan in one currency: what was agreed with it, else the list's newest version. */
export async function getSellablePlan(
  ctx: ServiceContext,
  { planId, currency, customerId }: { planId: string; currency: Currency; customerId: string },
): Promise<SellablePlan> {
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select v.version, json_agg(price.stripe_price_id order by price.component) as stripe_price_ids
      from plan_versions v
      join plan_prices price on price.plan_version_id = v.id and price.currency = ${currency}
      where v.plan_id = ${planId} and (v.customer_id is null or v.customer_id = ${customerId}::uuid)
        and v.effective_at <= ${ctx.now.toISOString()}::timestamptz
      group by v.id
      having bool_and(price.stripe_price_id is not null)
      order by v.customer_id nulls last, v.version desc
      limit 1`),
  ]);
  if (found.rows[0] === undefined) {
    throw new BillingError('internal', 'This plan cannot be sold at the moment.', {
      detail: `The plan ${planId} has no Stripe prices in ${currency}: run "npm run stripe:provision".`,
    });
  }
  const { version, stripe_price_ids: stripePriceIds } = sellableRow.parse(found.rows[0]);
  return { planId, version, stripePriceIds };
}
