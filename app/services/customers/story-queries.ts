import { desc, eq, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { runningSubscription } from '../usage/periods/running-subscription.ts';
import { startedAtSql } from '../usage/periods/started-at-sql.ts';

const MAX_ROWS = 12;
/** Whose ids are looked up among the webhook events. */
const MAX_OBJECTS = 100;

export function selectStoryCustomer(db: QueryBuilder, id: string) {
  return db.select().from(schema.customers).where(eq(schema.customers.id, id));
}

export function selectStorySubscriptions(db: QueryBuilder, id: string) {
  const { subscriptions: s, planVersions, plans } = schema;
  return db
    .select({
      id: s.id,
      stripeSubscriptionId: s.stripeSubscriptionId,
      planName: plans.name,
      planVersion: planVersions.version,
      status: s.status,
      startedAt: sql<Date>`${startedAtSql(sql`${s}`)}`.mapWith(s.begunAt),
      currentPeriodEnd: s.currentPeriodEnd,
      endsAt:
        sql<Date | null>`case when ${s.cancelAtPeriodEnd} then ${s.currentPeriodEnd} else ${s.cancelAt} end`.mapWith(
          s.cancelAt,
        ),
      endedAt: s.endedAt,
    })
    .from(s)
    .innerJoin(planVersions, eq(planVersions.id, s.planVersionId))
    .innerJoin(plans, eq(plans.id, planVersions.planId))
    .where(eq(s.customerId, id))
    .orderBy(desc(s.createdAt))
    .limit(MAX_ROWS);
}

/** The last look at Stripe's preview of the running subscription's next invoice; no row of any other period. */
export function selectStoryRatingCheck(db: QueryBuilder, input: { customerId: string; now: Date }) {
  const { ratingChecks: r } = schema;
  return db
    .select({
      status: r.status,
      reason: r.reason,
      currency: r.currency,
      oursMinor: r.oursMinor,
      stripeMinor: r.stripeMinor,
      checkedAt: r.checkedAt,
    })
    .from(sql`${runningSubscription(input)} as running`)
    .innerJoin(r, sql`${r.subscriptionId} = running.id and ${r.periodStart} = running.period_start`);
}

export function selectStoryInvoices(db: QueryBuilder, id: string) {
  const { invoices: i, invoiceReviews } = schema;
  return db
    .select({
      id: i.id,
      number: i.number,
      status: i.status,
      currency: i.currency,
      amountMinor: i.amountMinor,
      amountRemainingMinor: i.amountRemainingMinor,
      createdAt: i.createdAt,
      review: invoiceReviews.status,
    })
    .from(i)
    .leftJoin(invoiceReviews, eq(invoiceReviews.invoiceId, i.id))
    .where(eq(i.customerId, id))
    .orderBy(desc(i.createdAt), desc(i.id))
    .limit(MAX_ROWS);
}

export function selectStoryPayments(db: QueryBuilder, id: string) {
  const { payments: p, invoices } = schema;
  return db
    .select({
      id: p.id,
      invoiceId: p.invoiceId,
      invoiceNumber: invoices.number,
      status: p.status,
      currency: p.currency,
      amountMinor: p.amountMinor,
      amountRefundedMinor: p.amountRefundedMinor,
      declineCode: p.declineCode,
      methodLabel: p.methodLabel,
      createdAt: p.createdAt,
    })
    .from(p)
    .leftJoin(invoices, eq(invoices.id, p.invoiceId))
    .where(eq(p.customerId, id))
    .orderBy(desc(p.createdAt))
    .limit(MAX_ROWS);
}

export function selectStoryDunning(db: QueryBuilder, id: string) {
  const { dunningCases: d, invoices } = schema;
  return db
    .select({
      id: d.id,
      invoiceId: d.invoiceId,
      invoiceNumber: invoices.number,
      status: d.status,
      attemptsMade: d.attemptsMade,
      openedAt: d.openedAt,
      nextAttemptAt: d.nextAttemptAt,
      closedAt: d.closedAt,
      closedReason: d.closedReason,
    })
    .from(d)
    .innerJoin(invoices, eq(invoices.id, d.invoiceId))
    .where(eq(d.customerId, id))
    .orderBy(desc(d.openedAt))
    .limit(MAX_ROWS);
}

export function selectStoryNotices(db: QueryBuilder, id: string) {
  const { notifications: n } = schema;
  return db
    .select({
      id: n.id,
      channel: n.channel,
      kind: n.kind,
      payload: n.payload,
      status: n.status,
      createdAt: n.createdAt,
    })
    .from(n)
    .where(eq(n.customerId, id))
    .orderBy(sql`${n.createdAt} desc nulls last`)
    .limit(MAX_ROWS);
}

export function selectStoryBudgets(db: QueryBuilder, id: string) {
  const { budgets: b } = schema;
  return db
    .select({
      id: b.id,
      name: b.name,
      currency: b.currency,
      amountMinor: b.amountMinor,
      steps: b.steps,
      createdAt: b.createdAt,
      deletedAt: b.deletedAt,
    })
    .from(b)
    .where(eq(b.customerId, id))
    .orderBy(desc(b.createdAt))
    .limit(MAX_ROWS);
}

export function selectStoryAlerts(db: QueryBuilder, id: string) {
  const { usageAlerts: a, budgets } = schema;
  return db
    .select({
      id: a.id,
      metric: a.metric,
      thresholdPercent: a.thresholdPercent,
      crossedAt: a.crossedAt,
      recoveredAt: a.recoveredAt,
      budgetName: budgets.name,
      basis: a.basis,
      currency: a.currency,
      spentMinor: a.spentMinor,
      budgetMinor: a.budgetMinor,
    })
    .from(a)
    .leftJoin(budgets, eq(budgets.id, a.budgetId))
    .where(eq(a.customerId, id))
    .orderBy(desc(a.crossedAt))
    .limit(MAX_ROWS);
}

/** What Stripe told about the customer and its newest objects, found by the objects' ids. */
export function selectStoryEvents(db: QueryBuilder, id: string) {
  const { stripeWebhookEvents: e, events: work } = schema;
  const objects = sql`(
    select stripe_customer_id as object_id from customers where id = ${id}::uuid and stripe_customer_id is not null
    union all select stripe_subscription_id from subscriptions where customer_id = ${id}::uuid
    union all (select stripe_invoice_id from invoices where customer_id = ${id}::uuid
      order by created_at desc limit ${MAX_OBJECTS})
    union all (select stripe_charge_id from payments where customer_id = ${id}::uuid
      order by created_at desc limit ${MAX_OBJECTS})
  ) as objects`;
  return db
    .select({
      id: e.id,
      type: e.type,
      stripeEventId: e.stripeEventId,
      objectId: e.objectId,
      receivedAt: e.receivedAt,
      status: work.status,
      outcome: work.outcome,
    })
    .from(objects)
    .innerJoin(e, sql`${e.objectId} = objects.object_id`)
    .leftJoin(work, eq(work.dedupeKey, e.stripeEventId))
    .orderBy(desc(e.receivedAt), desc(e.id))
    .limit(MAX_ROWS);
}
