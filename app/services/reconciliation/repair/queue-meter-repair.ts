import { type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../../db/client.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { lastSendAt } from '../../../domain/reconciliation/spans.ts';
import { toRepairIdentifier } from '../../usage/report/repair-identifier.ts';
import type { ActionOf, PendingAction } from './pending-action.ts';

interface MeterRepair {
  pending: PendingAction;
  action: ActionOf<'send_usage_difference'>;
  now: Date;
}

/**
 * Queues the units that the meter lacks, by hour, through the same outbox as all usage, which sends them only while
 * their period is open. The identifier names the hour and the run, so each is queued and counted once.
 */
export function queueMeterRepair(db: QueryBuilder, { pending, action, now }: MeterRepair): BatchItem<'pg'> {
  const { customer_id: customerId, metric, period_end: periodEnd, run_id: runId } = pending;
  if (customerId === null || metric === null || periodEnd === null) {
    throw new Error(`${pending.difference_key} names no meter and period`);
  }
  const at = instantSql(now);
  const rows = action.hours.map(({ hour, quantity }) => ({
    identifier: toRepairIdentifier({ customerId, metric, hour, runId }),
    hour: hour.toISOString(),
    quantity: quantity.toString(),
  }));
  const query: SQL = sql`
    insert into usage_outbox
      (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after, created_at)
    select identifier, ${customerId}::uuid, ${metric}, hour, quantity, 'pending',
      ${instantSql(lastSendAt(periodEnd))}, ${at}, ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json) as h (identifier text, hour timestamptz, quantity bigint)
    on conflict (identifier) do nothing`;
  return db.execute(query);
}
