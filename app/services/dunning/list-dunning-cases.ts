import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import type { Currency } from '../../domain/money.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { DunningCaseRow } from './dunning-case-row.ts';

const MAX_CASES = 200;

/** Cases that still owe money, open ones and ladders that ended without it, the oldest debt first. Staff only; one trip. */
export async function listDunningCases(ctx: ServiceContext): Promise<readonly DunningCaseRow[]> {
  requireStaff(ctx.actor);
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [selectDunningCases(db)]);
  return rows.map(toDunningCaseRow);
}

/** The query by itself, for a page that fetches it in one batch with others. */
export function selectDunningCases(db: QueryBuilder) {
  const { dunningCases, invoices, customers, dunningAttempts } = schema;
  const lastDeclineCode = db
    .select({ code: dunningAttempts.declineCode })
    .from(dunningAttempts)
    .where(and(eq(dunningAttempts.caseId, dunningCases.id), sql`${dunningAttempts.declineCode} is not null`))
    .orderBy(desc(dunningAttempts.attemptNumber))
    .limit(1);
  return db
    .select({
      id: dunningCases.id,
      status: dunningCases.status,
      customerId: dunningCases.customerId,
      customerName: customers.name,
      invoiceId: invoices.id,
      invoiceNumber: invoices.number,
      currency: invoices.currency,
      amountRemainingMinor: invoices.amountRemainingMinor,
      openedAt: dunningCases.openedAt,
      attemptsMade: dunningCases.attemptsMade,
      nextAttemptAt: dunningCases.nextAttemptAt,
      closedReason: dunningCases.closedReason,
      lastDeclineCode: sql<string | null>`(${lastDeclineCode})`,
      stripeRetryAt: invoices.nextPaymentAttemptAt,
    })
    .from(dunningCases)
    .innerJoin(invoices, eq(invoices.id, dunningCases.invoiceId))
    .innerJoin(customers, eq(customers.id, dunningCases.customerId))
    .where(inArray(dunningCases.status, ['open', 'exhausted']))
    .orderBy(dunningCases.openedAt, dunningCases.id)
    .limit(MAX_CASES);
}

export function toDunningCaseRow(
  row: Awaited<ReturnType<typeof selectDunningCases>>[number],
): DunningCaseRow {
  return {
    ...row,
    status: row.status as DunningCaseRow['status'],
    currency: row.currency as Currency,
  };
}
