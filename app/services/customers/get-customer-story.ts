import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { type Currency, money } from '../../domain/money.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { auditRow } from '../audit/record.ts';
import { selectAudit, toAuditEntry } from '../audit/select-audit.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { readCurrentUsage } from '../usage/current/get-current-usage.ts';
import { selectPeriodUsage } from '../usage/current/select-period-usage.ts';
import type { CustomerStory, StoryAlert, StoryCustomer, StoryRatingCheck } from './customer-story.ts';
import {
  selectStoryAlerts,
  selectStoryBudgets,
  selectStoryCustomer,
  selectStoryDunning,
  selectStoryEvents,
  selectStoryInvoices,
  selectStoryNotices,
  selectStoryPayments,
  selectStoryRatingCheck,
  selectStorySubscriptions,
} from './story-queries.ts';

const MAX_AUDIT_ROWS = 15;
const OPEN_REVIEWS: readonly string[] = ['parked', 'flagged'];

/**
 * A customer's whole story, and in the same transaction the audit row that says who read it. Staff only; one trip.
 * Throws `not_found`.
 */
export async function getCustomerStory(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CustomerStory> {
  requireStaff(ctx.actor);
  const read = auditRow(ctx, {
    action: 'customer.story_read',
    objectType: 'customer',
    objectId: customerId,
    customerId,
  });
  const usageInput = { customerId, now: ctx.now };
  const [
    found,
    subscriptions,
    invoices,
    payments,
    dunning,
    notices,
    budgets,
    alerts,
    events,
    audit,
    ,
    usage,
    ratingChecks,
  ] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    selectStoryCustomer(db, customerId),
    selectStorySubscriptions(db, customerId),
    selectStoryInvoices(db, customerId),
    selectStoryPayments(db, customerId),
    selectStoryDunning(db, customerId),
    selectStoryNotices(db, customerId),
    selectStoryBudgets(db, customerId),
    selectStoryAlerts(db, customerId),
    selectStoryEvents(db, customerId),
    selectAudit(db, { filters: { customerId }, after: null, limit: MAX_AUDIT_ROWS }),
    db.insert(schema.billingAudit).values(read),
    db.execute(selectPeriodUsage(usageInput)),
    selectStoryRatingCheck(db, usageInput),
  ]);
  const [row] = found;
  if (row === undefined) throw new BillingError('not_found', 'There is no such customer.');
  return {
    customer: toStoryCustomer(row),
    usage: readCurrentUsage(usage.rows[0], usageInput),
    ratingCheck: ratingChecks.map(toStoryRatingCheck)[0] ?? null,
    subscriptions,
    invoices: invoices.map(({ currency, amountMinor, amountRemainingMinor, review, ...invoice }) => ({
      ...invoice,
      total: money(amountMinor, currency as Currency),
      remaining: money(amountRemainingMinor, currency as Currency),
      review: review !== null && OPEN_REVIEWS.includes(review) ? review : null,
    })),
    payments: payments.map(({ currency, amountMinor, amountRefundedMinor, ...payment }) => ({
      ...payment,
      amount: money(amountMinor, currency as Currency),
      refunded: money(amountRefundedMinor, currency as Currency),
    })),
    dunning,
    notices,
    budgets: budgets.map(({ currency, amountMinor, ...budget }) => ({
      ...budget,
      amount: money(amountMinor, currency as Currency),
    })),
    alerts: alerts.map(toStoryAlert),
    events,
    audit: audit.map(toAuditEntry),
  };
}

function toStoryRatingCheck({
  status,
  currency,
  oursMinor,
  stripeMinor,
  ...check
}: Awaited<ReturnType<typeof selectStoryRatingCheck>>[number]): StoryRatingCheck {
  return {
    ...check,
    status: status as StoryRatingCheck['status'],
    ours: money(oursMinor, currency as Currency),
    stripe: money(stripeMinor, currency as Currency),
  };
}

function toStoryAlert({
  budgetName,
  basis,
  currency,
  spentMinor,
  budgetMinor,
  ...alert
}: Awaited<ReturnType<typeof selectStoryAlerts>>[number]): StoryAlert {
  if (budgetName === null || currency === null || spentMinor === null || budgetMinor === null) {
    return { ...alert, budget: null };
  }
  const inCurrency = (amountMinor: bigint) => money(amountMinor, currency as Currency);
  return {
    ...alert,
    budget: { name: budgetName, basis, amount: inCurrency(budgetMinor), spent: inCurrency(spentMinor) },
  };
}

function toStoryCustomer(row: Awaited<ReturnType<typeof selectStoryCustomer>>[number]): StoryCustomer {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    stripeCustomerId: row.stripeCustomerId,
    currency: row.currency as Currency,
    locale: row.locale,
    country: row.country,
    taxId: row.taxId,
    paymentMethodLabel: row.defaultPaymentMethodLabel,
    createdAt: row.createdAt,
    deletedAt: row.deletedAt,
  };
}
