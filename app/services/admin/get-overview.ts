import type { Currency } from '../../domain/money.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { selectDunningCases, toDunningCaseRow } from '../dunning/list-dunning-cases.ts';
import { selectMeterErrors } from '../meter-errors/list-meter-errors.ts';
import type { AdminOverview, Alarm, CustomerRow, JobRunRow } from './overview.ts';
import {
  selectCustomers,
  selectDeadEvents,
  selectDoubleRetries,
  selectEventsHealth,
  selectJobRuns,
  selectUsageHealth,
} from './overview-queries.ts';
import { requireStaff } from './require-staff.ts';

/** Everything the admin page shows, in one trip. Staff only. */
export async function getAdminOverview(ctx: ServiceContext): Promise<AdminOverview> {
  requireStaff(ctx.actor);
  const [usageRows, eventsRows, deadEvents, jobRuns, cases, doubleRetries, customers, meterErrors] =
    await ctx.db.batch(scopeOf(ctx.actor), (db) => [
      selectUsageHealth(db),
      selectEventsHealth(db, ctx.now),
      selectDeadEvents(db),
      selectJobRuns(db),
      selectDunningCases(db),
      selectDoubleRetries(db),
      selectCustomers(db),
      selectMeterErrors(db),
    ]);
  const [usage] = usageRows;
  const [events] = eventsRows;
  return {
    usage: {
      syncedAt: usage?.syncedAt ?? null,
      ageSeconds: usage?.syncedAt ? Math.floor((ctx.now.getTime() - usage.syncedAt.getTime()) / 1_000) : null,
      outbox: { pending: usage?.pending ?? 0, held: usage?.held ?? 0, failed: usage?.failed ?? 0 },
      quarantined: usage?.quarantined ?? 0,
    },
    events: {
      due: events?.due ?? 0,
      waiting: events?.waiting ?? 0,
      dead: events?.dead ?? 0,
      oldestDueAt: events?.oldestDueAt ?? null,
      deadEvents,
    },
    jobRuns: jobRuns.map((run) => ({ ...run, status: run.status as JobRunRow['status'] })),
    dunningCases: cases.map(toDunningCaseRow),
    alarms: doubleRetries.flatMap(toAlarm),
    customers: customers.map(toCustomerRow),
    meterErrors,
  };
}

function toAlarm(row: Awaited<ReturnType<typeof selectDoubleRetries>>[number]): Alarm[] {
  const { retryAt, ...invoice } = row;
  return retryAt === null ? [] : [{ kind: 'stripe_retries_our_invoice', ...invoice, retryAt }];
}

function toCustomerRow(row: Awaited<ReturnType<typeof selectCustomers>>[number]): CustomerRow {
  const { planId, planName, currency, ...customer } = row;
  return {
    ...customer,
    currency: currency as Currency,
    plan: planId === null || planName === null ? null : { id: planId, name: planName },
  };
}
