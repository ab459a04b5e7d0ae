import { z } from 'zod';
import { schema } from '../db/client.ts';
import { withFirstBatch } from '../db/first-batch.ts';
import { BillingError } from '../domain/errors.ts';
import { NO_QUERY, parseApiQuery } from '../http/api/parse-query.ts';
import { auditRow } from '../services/audit/record.ts';
import type { ServiceContext } from '../services/context.ts';
import { type GuardArgs, type GuardedContext, requireApi } from './guards.ts';

export interface CustomerRead<S extends z.ZodObject> {
  ctx: GuardedContext<'any'>;
  customerId: string;
  query: z.output<S>;
}

const CUSTOMER_ID = 'customer_id';

/**
 * For API reads of one publisher's data. A publisher reads its own, whatever the query says; staff names the publisher
 * with `?customer_id=`, and that it looked is written in the same trip as the read. `query` is the rest of it, which a
 * read without a schema does not have.
 */
export function requireCustomerRead(args: GuardArgs, action: string): Promise<CustomerRead<typeof NO_QUERY>>;
export function requireCustomerRead<S extends z.ZodObject>(
  args: GuardArgs,
  action: string,
  schema: S,
): Promise<CustomerRead<S>>;
export async function requireCustomerRead(
  args: GuardArgs,
  action: string,
  schema: z.ZodObject = NO_QUERY,
): Promise<CustomerRead<z.ZodObject>> {
  const ctx = await requireApi(args, 'any');
  const search = new URL(args.request.url).searchParams;
  const customerId = ctx.actor.kind === 'publisher' ? ctx.actor.customerId : parseCustomerId(search);
  const query = parseApiQuery(schema, args.request, [CUSTOMER_ID]);
  if (ctx.actor.kind === 'publisher') return { ctx, customerId, query };
  return { ctx: withReadAudit(ctx, { action, customerId }), customerId, query };
}

function parseCustomerId(query: URLSearchParams): string {
  const parsed = z.guid().safeParse(query.get(CUSTOMER_ID));
  if (parsed.success && query.getAll(CUSTOMER_ID).length === 1) return parsed.data.toLowerCase();
  const message = query.has(CUSTOMER_ID) ? 'must be one uuid' : 'is required for staff';
  throw new BillingError('invalid_request', 'Name the publisher with customer_id.', {
    fields: [{ path: CUSTOMER_ID, message }],
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
