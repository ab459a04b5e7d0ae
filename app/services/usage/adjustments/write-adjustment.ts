import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Transaction } from '../../../db/client.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { BillingError } from '../../../domain/errors.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { adjustmentRow, type UsageAdjustment } from './usage-adjustment.ts';

export type NewAdjustment = Omit<UsageAdjustment, 'id' | 'createdBy' | 'createdAt'>;

const writtenRow = z.object({ before: z.string().nullable(), after: z.string() });
const availableRow = z.object({ available: z.string() });

/**
 * Writes one adjustment with the hour, the day and the trail it changes, all inside `tx`. `quantityDelta` is in units
 * (bytes for transfer). Throws `invalid_value` naming the units that are there when the hour would fall below zero.
 * The difference goes to Stripe as any other change of an hour does.
 */
export async function writeAdjustment(
  ctx: ServiceContext,
  tx: Transaction,
  input: NewAdjustment,
): Promise<UsageAdjustment> {
  const { customerId, metric, quantityDelta: delta } = input;
  const at = instantSql(ctx.now);
  const hour = instantSql(input.hour);
  const adjustment = { ...input, id: ctx.newId(), createdBy: actorId(ctx), createdAt: ctx.now };
  // An hour that the replica knows nothing of is older than anything it may still say.
  const written = await tx.execute(sql`
    with written as (
      insert into usage_records as u
        (customer_id, metric, hour, quantity, adjusted_quantity, source_updated_at, updated_at)
      select ${customerId}::uuid, ${metric}, ${hour}, 0, ${delta}, 'epoch', ${at} where ${delta}::bigint > 0
        or exists (select from usage_records where customer_id = ${customerId}::uuid and metric = ${metric} and hour = ${hour})
      on conflict (customer_id, metric, hour) do update
        set adjusted_quantity = u.adjusted_quantity + excluded.adjusted_quantity, updated_at = excluded.updated_at
        where u.quantity + u.adjusted_quantity + excluded.adjusted_quantity >= 0 or ${delta}::bigint > 0
      returning old.billable_quantity as before, new.billable_quantity as after
    ), rolled_up as (
      insert into usage_daily as d (customer_id, metric, day, quantity, updated_at)
      select ${customerId}::uuid, ${metric}, (${hour} at time zone 'UTC')::date, after - coalesce(before, 0), ${at}
      from written
      on conflict (customer_id, metric, day) do update
        set quantity = d.quantity + excluded.quantity, revision = d.revision + 1,
          updated_at = excluded.updated_at
    )
    select before::text, after::text from written`);
  if (written.rows[0] === undefined) throw await tooMuch(tx, input);
  const { before, after } = writtenRow.parse(written.rows[0]);
  await tx.insert(schema.usageAdjustments).values(adjustment);
  await tx.insert(schema.billingAudit).values(
    auditRow(ctx, {
      action: 'usage.adjusted',
      objectType: 'usage_adjustment',
      objectId: adjustment.id,
      customerId,
      before: { billableQuantity: before ?? '0' },
      after: { ...adjustment, billableQuantity: after },
    }),
  );
  return adjustment;
}

/** The adjustment of a source key, or null. */
export async function findBySourceKey(tx: Transaction, sourceKey: string): Promise<UsageAdjustment | null> {
  const { rows } = await tx.execute(sql`
    select a.*, a.quantity_delta::text from usage_adjustments a where source_key = ${sourceKey}`);
  return rows[0] === undefined ? null : adjustmentRow.parse(rows[0]);
}

/** One at a time for a source key: a second caller waits, and then finds the first one's adjustment. */
export async function lockSourceKey(tx: Transaction, sourceKey: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`usage_adjustment:${sourceKey}`}, 0))`,
  );
}

async function tooMuch(tx: Transaction, { customerId, metric, hour }: NewAdjustment): Promise<BillingError> {
  const { rows } = await tx.execute(sql`
    select coalesce(max(billable_quantity), 0)::text as available from usage_records
    where customer_id = ${customerId}::uuid and metric = ${metric} and hour = ${instantSql(hour)}`);
  const { available } = availableRow.parse(rows[0]);
  return new BillingError('invalid_value', 'An hour cannot fall below zero.', {
    fields: [{ path: 'quantity_delta', message: `takes away more than the ${available} units of this hour` }],
  });
}

function actorId({ actor }: ServiceContext): string {
  return actor.kind === 'system' ? actor.name : actor.id;
}
