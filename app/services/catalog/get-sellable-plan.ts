import { and, desc, eq, lte } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import type { Currency } from '../../domain/money.ts';
import type { ServiceContext } from '../context.ts';

export interface SellablePlan {
  planId: string;
  version: number;
  /** The flat fee and the metered components. */
  stripePriceIds: readonly string[];
}

/** The newest version of a plan in one currency, as it is sold to a new customer. */
export async function getSellablePlan(
  ctx: ServiceContext,
  { planId, currency }: { planId: string; currency: Currency },
): Promise<SellablePlan> {
  const { planPrices, planVersions } = schema;
  const [rows] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select({ version: planVersions.version, stripePriceId: planPrices.stripePriceId })
      .from(planPrices)
      .innerJoin(planVersions, eq(planVersions.id, planPrices.planVersionId))
      .where(
        and(
          eq(planVersions.planId, planId),
          eq(planPrices.currency, currency),
          lte(planVersions.effectiveAt, ctx.now),
        ),
      )
      .orderBy(desc(planVersions.version)),
  ]);
  const version = rows[0]?.version;
  const stripePriceIds = rows
    .filter((row) => row.version === version)
    .flatMap(({ stripePriceId }) => (stripePriceId === null ? [] : [stripePriceId]));
  if (version === undefined || stripePriceIds.length === 0) {
    throw new BillingError('internal', 'This plan cannot be sold at the moment.', {
      detail: `The plan ${planId} has no Stripe prices in ${currency}: run "npm run stripe:provision".`,
    });
  }
  return { planId, version, stripePriceIds };
}
