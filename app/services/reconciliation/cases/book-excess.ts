import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import type { ExcessHour } from '../../../domain/reconciliation/plan-excess.ts';
import { EXCESS_MARK } from '../../usage/report/excess-identifier.ts';

export interface ExcessToBook {
  caseId: string;
  customerId: string;
  metric: string;
  hours: readonly ExcessHour[];
}

/** The outbox row that takes the units of one hour back. */
function correctionOf({ caseId, customerId, metric }: ExcessToBook, hour: string): string {
  return `${identifierOf({ caseId, customerId, metric }, hour)}:late`;
}

/** The outbox rows that take all of it back. */
export function correctionsOf(excess: ExcessToBook): string[] {
  return excess.hours.map(({ hour }) => correctionOf(excess, hour));
}

function identifierOf({ caseId, customerId, metric }: Omit<ExcessToBook, 'hours'>, hour: string): string {
  return `${customerId}:${metric}:${Date.parse(hour) / 1_000}${EXCESS_MARK}${caseId}`;
}

/** What `bookExcess` will hold, as a FROM item beside other held rows, before it is booked. */
export function excessRows(excess: ExcessToBook): SQL {
  const rows = excess.hours.map(({ hour, units }) => ({
    identifier: correctionOf(excess, hour),
    hour,
    quantity_delta: (-units).toString(),
  }));
  return sql`(
    select r.identifier, ${excess.customerId}::uuid as customer_id, ${excess.metric}::text as metric, r.hour,
      r.quantity_delta
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (identifier text, hour timestamptz, quantity_delta bigint)
  )`;
}

/**
 * Books what an invoice billed and we do not count: what no send of ours brought is told as accepted, so that accepted is
 * what Stripe billed, and all of it is taken back by a correction that is late. Nothing is sent to Stripe. The
 * identifiers name the hour and the case: done again, it changes nothing.
 */
export function bookExcess(excess: ExcessToBook, now: Date): SQL {
  const at = instantSql(now);
  const rows = excess.hours.flatMap(({ hour, units, foreign }) => [
    ...(foreign === 0n
      ? []
      : [{ identifier: identifierOf(excess, hour), hour, units: foreign.toString(), status: 'accepted' }]),
    { identifier: correctionOf(excess, hour), hour, units: (-units).toString(), status: 'held' },
  ]);
  return sql`
    insert into usage_outbox
      (identifier, customer_id, metric, hour, quantity_delta, status, accepted_at, run_after, created_at)
    select r.identifier, ${excess.customerId}::uuid, ${excess.metric}, r.hour, r.units, r.status,
      case when r.status = 'accepted' then ${at} end, ${at}, ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (identifier text, hour timestamptz, units bigint, status text)
    on conflict (identifier) do nothing`;
}
