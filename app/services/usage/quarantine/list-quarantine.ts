import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { QuarantineReason } from '../../../domain/quarantine-reason.ts';
import { requireStaff } from '../../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { type QuarantinedRow, quarantinedRow } from './quarantined-row.ts';

export type QuarantineState = 'open' | 'resolved' | 'all';

export interface ListQuarantineInput {
  state: QuarantineState;
  reason?: QuarantineReason | undefined;
  /** From 1. */
  page: number;
  limit: number;
}

export interface QuarantinePage {
  rows: readonly QuarantinedRow[];
  page: number;
  total: number;
  totalPages: number;
  /** Open rows by reason, whatever the filter. */
  openByReason: Readonly<Record<string, number>>;
}

const totalRow = z.object({ total: z.number() });
const reasonRow = z.object({ reason: z.string(), count: z.number() });

/** Replica rows that were kept out of the usage, the last seen first. Staff of either role. One trip. */
export async function listQuarantine(
  ctx: ServiceContext,
  { state, reason, page, limit }: ListQuarantineInput,
): Promise<QuarantinePage> {
  requireStaff(ctx.actor);
  const matching = sql`${ofState(state)} and ${reason === undefined ? sql`true` : sql`q.reason = ${reason}`}`;
  const [found, counted, byReason] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select q.customer_id, c.name as customer_name, q.metric, q.hour::text, q.quantity, q.reason,
        q.first_seen_at, q.last_seen_at, q.resolved_at
      from usage_quarantine q left join customers c on c.id = q.customer_id
      where ${matching}
      order by q.last_seen_at desc, q.customer_id, q.metric, q.hour
      limit ${limit} offset ${(page - 1) * limit}`),
    db.execute(sql`select count(*)::int as total from usage_quarantine q where ${matching}`),
    db.execute(sql`
      select reason, count(*)::int as count from usage_quarantine where resolved_at is null group by reason`),
  ]);
  const { total } = totalRow.parse(counted.rows[0]);
  return {
    rows: found.rows.map((row) => quarantinedRow.parse(row)),
    page,
    total,
    totalPages: Math.ceil(total / limit),
    openByReason: Object.fromEntries(
      byReason.rows.map((row) => {
        const { reason: name, count } = reasonRow.parse(row);
        return [name, count];
      }),
    ),
  };
}

function ofState(state: QuarantineState): SQL {
  if (state === 'all') return sql`true`;
  return state === 'open' ? sql`q.resolved_at is null` : sql`q.resolved_at is not null`;
}
