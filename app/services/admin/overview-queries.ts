import { and, desc, eq, isNotNull, min, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { instantSql } from '../../db/sql-time.ts';
import type { MigrationStatus } from '../../domain/migration-request.ts';
import { JOB_NAMES } from '../jobs/job-name.ts';
import { lastRuns } from '../jobs/last-runs.ts';

const MAX_ROWS = 20;
const MAX_RUNS_PER_JOB = 5;

export function selectUsageHealth(db: QueryBuilder) {
  const { usageOutbox, usageQuarantine, syncWatermarks } = schema;
  const outboxCount = (status: string) =>
    sql<number>`(select count(*)::int from ${usageOutbox} where ${usageOutbox.status} = ${status})`;
  return db
    .select({
      syncedAt: sql<Date | null>`(select max(${syncWatermarks.finishedAt}) from ${syncWatermarks})`.mapWith(
        syncWatermarks.finishedAt,
      ),
      pending: outboxCount('pending'),
      held: outboxCount('held'),
      quarantined: sql<number>`(select count(*)::int from ${usageQuarantine} where ${usageQuarantine.resolvedAt} is null)`,
      unbilledHours: sql<number>`(
        with days as materialized (
          select customer_id, metric, day::timestamp at time zone 'UTC' as begins,
            (day + 1)::timestamp at time zone 'UTC' as ends
          from usage_daily where revision <> reported_revision
        )
        select count(*)::int from days
        cross join lateral (
          select from usage_records u
          where u.customer_id = days.customer_id and u.metric = days.metric
            and u.hour >= days.begins and u.hour < days.ends and u.billable_quantity <> u.reported_quantity
          offset 0
        ) as hours)`,
    })
    .from(sql`(select 1) as one`);
}

export function selectEventsHealth(db: QueryBuilder, now: Date) {
  const { events } = schema;
  const isDue = sql`(${events.status} = 'pending' and ${events.runAfter} <= ${now.toISOString()})`;
  return db
    .select({
      due: sql<number>`(count(*) filter (where ${isDue}))::int`,
      waiting: sql<number>`(count(*) filter (where ${events.status} <> 'dead' and not ${isDue}))::int`,
      dead: sql<number>`(count(*) filter (where ${events.status} = 'dead'))::int`,
      oldestDueAt: sql<Date | null>`min(${events.createdAt}) filter (where ${isDue})`.mapWith(
        events.createdAt,
      ),
    })
    .from(events)
    .where(sql`${events.status} in ('pending', 'processing', 'dead')`);
}

export function selectDeadEvents(db: QueryBuilder) {
  const { events } = schema;
  return db
    .select({
      id: events.id,
      key: events.dedupeKey,
      type: sql<string>`coalesce(${events.payload} ->> 'type', ${events.kind})`,
      subject: events.subject,
      attempts: events.attempts,
      lastError: events.lastError,
      createdAt: events.createdAt,
      finishedAt: events.finishedAt,
    })
    .from(events)
    .where(eq(events.status, 'dead'))
    .orderBy(desc(events.createdAt))
    .limit(MAX_ROWS);
}

export function selectJobRuns(db: QueryBuilder) {
  const { names, last } = lastRuns(db, { perJob: MAX_RUNS_PER_JOB });
  return db
    .select({
      id: last.id,
      job: last.job,
      status: last.status,
      scheduledFor: last.scheduledFor,
      startedAt: last.startedAt,
      finishedAt: last.finishedAt,
      error: last.error,
    })
    .from(names)
    .innerJoinLateral(last, sql`true`)
    .orderBy(desc(last.startedAt), desc(last.id));
}

/** Invoices that our ladder collects and that Stripe means to charge as well. */
export function selectDoubleRetries(db: QueryBuilder) {
  const { invoices, dunningCases, customers } = schema;
  return db
    .select({
      invoiceId: invoices.id,
      invoiceNumber: invoices.number,
      stripeInvoiceId: invoices.stripeInvoiceId,
      customerName: customers.name,
      retryAt: invoices.nextPaymentAttemptAt,
    })
    .from(dunningCases)
    .innerJoin(invoices, eq(invoices.id, dunningCases.invoiceId))
    .innerJoin(customers, eq(customers.id, dunningCases.customerId))
    .where(and(eq(invoices.status, 'open'), isNotNull(invoices.nextPaymentAttemptAt)))
    .orderBy(invoices.nextPaymentAttemptAt)
    .limit(MAX_ROWS);
}

export function selectReviewsHealth(db: QueryBuilder) {
  const { status } = schema.invoiceReviews;
  return db
    .select({
      parked: sql<number>`(count(*) filter (where ${status} = 'parked'))::int`,
      flagged: sql<number>`(count(*) filter (where ${status} = 'flagged'))::int`,
    })
    .from(schema.invoiceReviews)
    .where(sql`${status} in ('parked', 'flagged')`);
}

export function selectWaitingForPeople(db: QueryBuilder) {
  const { migrationRequests: request, reconciliationCases } = schema;
  const requests = (status: MigrationStatus) =>
    sql<number>`(select count(*)::int from ${request} where ${request.status} = ${status})`;
  return db
    .select({
      cases: sql<number>`count(*)::int`,
      oldestCaseAt: min(reconciliationCases.createdAt),
      queued: requests('queued'),
      inProgress: requests('in_progress'),
    })
    .from(reconciliationCases)
    .where(eq(reconciliationCases.status, 'open'));
}

export function selectFailedLastDay(db: QueryBuilder, now: Date) {
  const { job, startedAt, status } = schema.jobRuns;
  return db
    .select({ failed: sql<number>`count(*)::int` })
    .from(schema.jobRuns)
    .where(
      sql`${status} = 'failed' and ${startedAt} > ${instantSql(now)} - interval '1 day' and ${job} in ${[...JOB_NAMES]}`,
    );
}
