import { desc, eq, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import type { Currency } from '../../domain/money.ts';
import { hasRunSql } from '../usage/periods/is-running-sql.ts';

/** A customer in a list of them. */
export interface CustomerSummary {
  id: string;
  name: string;
  email: string;
  stripeCustomerId: string | null;
  currency: Currency;
  country: string;
  /** Null for a customer without a subscription. */
  plan: { id: string; name: string } | null;
  subscriptionStatus: string | null;
  currentPeriodEnd: Date | null;
  /** Open invoices, in the customer's currency. */
  openAmountMinor: bigint;
  isDeleted: boolean;
}

/** One summary for each id of `found`, a subquery with `customer_id` and the `place` in the answer. */
export function selectSummaries(db: QueryBuilder, found: ReturnType<typeof sql>) {
  const { customers, subscriptions, planVersions, plans, invoices } = schema;
  const latest = db
    .select({
      planVersionId: subscriptions.planVersionId,
      status: subscriptions.status,
      currentPeriodEnd: subscriptions.currentPeriodEnd,
    })
    .from(subscriptions)
    .where(eq(subscriptions.customerId, customers.id))
    .orderBy(
      sql`${subscriptions.endedAt} is not null`,
      sql`not ${hasRunSql(sql`${subscriptions}`)}`,
      desc(subscriptions.createdAt),
      subscriptions.id,
    )
    .limit(1)
    .as('latest');
  const openAmount = sql<string>`(
    select coalesce(sum(${invoices.amountRemainingMinor}), 0)::text from ${invoices}
    where ${invoices.customerId} = ${customers.id} and ${invoices.status} = 'open')`;
  return db
    .select({
      place: sql`found.place`.mapWith(Number),
      id: customers.id,
      name: customers.name,
      email: customers.email,
      stripeCustomerId: customers.stripeCustomerId,
      currency: customers.currency,
      country: customers.country,
      planId: plans.id,
      planName: plans.name,
      subscriptionStatus: latest.status,
      currentPeriodEnd: latest.currentPeriodEnd,
      openAmountMinor: openAmount.mapWith(BigInt),
      deletedAt: customers.deletedAt,
    })
    .from(sql`${found} as found`)
    .innerJoin(customers, sql`${customers.id} = found.customer_id`)
    .leftJoinLateral(latest, sql`true`)
    .leftJoin(planVersions, eq(planVersions.id, latest.planVersionId))
    .leftJoin(plans, eq(plans.id, planVersions.planId))
    .orderBy(sql`found.place`, sql`lower(${customers.name}) collate "C"`, customers.id);
}

export function toSummary(row: Awaited<ReturnType<typeof selectSummaries>>[number]): CustomerSummary {
  const { place: _place, planId, planName, currency, deletedAt, ...customer } = row;
  return {
    ...customer,
    currency: currency as Currency,
    plan: planId === null || planName === null ? null : { id: planId, name: planName },
    isDeleted: deletedAt !== null,
  };
}
