import { z } from 'zod';
import { schema } from '../db/client.ts';
import { withFirstBatch } from '../db/first-batch.ts';
import { BillingError } from '../domain/errors.ts';
import { auditRow } from '../services/audit/record.ts';
import type { ServiceContext } from '../services/context.ts';
import { type GuardArgs, type GuardedContext, requireApi } from './guards.ts';

export interface CustomerRead {
  ctx: GuardedContext<'any'>;
  customerId: string;
}

/**
 * For API reads of one publisher's data. A publisher reads its own, whatever the query says; staff names the publisher
 * with `?customer_id=`, and that it looked is written in the same trip as the read.
 */
export async function requireCustomerRead(args: GuardArgs, action: string): Promise<CustomerRead> {
  const ctx = await requireApi(args, 'any');
  if (ctx.actor.kind === 'publisher') return { ctx, customerId: ctx.actor.customerId };
  const customerId = parseCustomerId(new URL(args.request.url).searchParams);
  return { ctx: withReadAudit(ctx, { action, customerId }), customerId };
}

function parseCustomerId(query: URLSearchParams): string {
  const parsed = z.guid().safeParse(query.get('customer_id'));
  if (parsed.success && query.getAll('customer_id').length === 1) return parsed.data.toLowerCase();
  const message = query.has('customer_id') ? 'must be one uuid' : 'is required for staff';
  throw new BillingError('invalid_request', 'Name the publisher with customer_id.', {
    fields: [{ path: 'customer_id', message }],
  });
}

/** The same context, whose first batch also writes the audit row: one trip, and no data without its trace. */
export function withReadAudit<C extends ServiceContext>(
  ctx: C,
  { action, customerId }: { action: string; customerId: string },
): C {
  const row = auditRow(ctx, { action, objectType: 'customer', objectId: customerId, customerId });
  return { ...ctx, db: withFirstBatch(ctx.db, (queries) => queries.insert(schema.billingAudit).values(row)) };
}
