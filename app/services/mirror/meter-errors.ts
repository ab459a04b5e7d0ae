import { eq, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { instantSql } from '../../db/sql-time.ts';
import { type MeterErrorReading, readMeterErrors, toMeterErrors } from '../../stripe/read-meter-errors.ts';
import { auditEach } from '../audit/audit-each.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { GONE, type MirrorPlan, type MirrorRequest } from './plan.ts';

/**
 * Keeps the report, stops the outbox rows that it names, because they are on no meter although Stripe took them, and
 * tells staff. A report that is known changes nothing.
 */
export async function planMeterErrors(
  ctx: ServiceContext,
  { id: stripeEventId }: MirrorRequest,
): Promise<MirrorPlan> {
  const stored = await loadStored(ctx, stripeEventId);
  if (stored === undefined) return GONE;
  const report = (await readMeterErrors(ctx.stripe, stripeEventId)) ?? toMeterErrors(stored.payload);
  return {
    outcome: 'applied',
    write: (db) => [
      db.execute(insertReport(ctx, { stripeEventId, report, receivedAt: stored.receivedAt })),
      queueNotifications(db, { notifications: alertOf(stripeEventId, report), now: ctx.now }),
    ],
  };
}

async function loadStored(ctx: ServiceContext, stripeEventId: string) {
  const { stripeWebhookEvents } = schema;
  const [[stored]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select({ payload: stripeWebhookEvents.payload, receivedAt: stripeWebhookEvents.receivedAt })
      .from(stripeWebhookEvents)
      .where(eq(stripeWebhookEvents.stripeEventId, stripeEventId)),
  ]);
  return stored;
}

interface ReportInput {
  stripeEventId: string;
  report: MeterErrorReading;
  receivedAt: Date;
}

function insertReport(ctx: ServiceContext, { stripeEventId, report, receivedAt }: ReportInput) {
  const samples = report.errors.flatMap(({ code, samples: named }) =>
    named.map(({ identifier, message }) => ({ identifier, reason: `${code}: ${message}` })),
  );
  const orNull = (instant: Date | null) => (instant === null ? sql`null::timestamptz` : instantSql(instant));
  const trail = auditRow(ctx, {
    action: 'meter_errors.reported',
    objectType: 'stripe_event',
    objectId: stripeEventId,
    after: report,
  });
  return sql`
    with named as (
      select * from json_to_recordset(${JSON.stringify(samples)}::json) as n (identifier text, reason text)
    ), reported as (
      insert into meter_error_reports (stripe_event_id, type, stripe_meter_id, metric, summary, error_count, errors,
        validation_start, validation_end, received_at, processed_at)
      values (${stripeEventId}, ${report.type}, ${report.stripeMeterId},
        (select m.metric from meters m where m.stripe_meter_id = ${report.stripeMeterId}::text),
        ${report.summary}, ${report.errorCount}, ${JSON.stringify(report.errors)}::jsonb,
        ${orNull(report.validationStart)}, ${orNull(report.validationEnd)}, ${instantSql(receivedAt)},
        ${instantSql(ctx.now)})
      on conflict (stripe_event_id) do nothing
      returning stripe_event_id as id
    ), stopped as (
      update usage_outbox o set status = 'failed', accepted_at = null, lease_until = null, last_error = n.reason
      from named n, reported
      where o.identifier = n.identifier and o.status in ('pending', 'accepted')
    )
    ${auditEach(sql`reported`, [trail])}`;
}

function alertOf(stripeEventId: string, { summary, errorCount }: MeterErrorReading) {
  return alertStaff({
    kind: 'meter_errors.reported',
    key: `meter_errors:${stripeEventId}`,
    title: `Stripe could not count ${countWords(errorCount)}`,
    text: summary,
  });
}

/** A thin event may come without saying how many. */
function countWords(count: number): string {
  if (count === 0) return 'some meter events';
  return `${count} meter ${count === 1 ? 'event' : 'events'}`;
}
