import { expect } from 'vitest';
import type { ServiceContext } from '../../app/services/context.ts';
import { selectDueCases, toDueCase } from '../../app/services/dunning/due-case.ts';
import { runDunning } from '../../app/services/dunning/run-dunning.ts';
import { startAttempt } from '../../app/services/dunning/start-attempt.ts';
import { takeLease } from '../../app/services/mirror/lease.ts';
import { stripeThrough } from './broken-stripe.ts';
import { settleWebhooks } from './deliver-webhooks.ts';
import { TEST_START } from './environment.ts';
import { advanceClock, insertTestCustomer, ownerSql, testContext } from './workers.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const SOFT = 'pm_card_chargeCustomerFail';
export const LOST = 'pm_card_visa_chargeCustomerFailLostCard';

let now = new Date(TEST_START);

export function context(): ServiceContext {
  return testContext({ now });
}

export const { stripe } = context();

export async function advance(ms: number): Promise<void> {
  now = new Date(now.getTime() + ms);
  await advanceClock(now);
}

export interface Debtor {
  customerId: string;
  stripeCustomerId: string;
  stripeInvoiceId: string;
}

export async function giveCard(customer: string, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

/** A publisher whose invoice of 25.00 has just been refused: day 0. */
export async function debtor(card: string | null = SOFT): Promise<Debtor> {
  const { id: customerId } = await insertTestCustomer();
  const { id: customer } = await stripe.customers.create({ metadata: { customer_id: customerId } });
  if (card !== null) await giveCard(customer, card);
  const draft = await stripe.invoices.create({ customer, currency: 'usd', auto_advance: card === null });
  await stripe.invoiceItems.create({ customer, invoice: draft.id, currency: 'usd', amount: 2_500 });
  await stripe.invoices.finalizeInvoice(draft.id);
  if (card === null) await advance(2 * HOUR_MS);
  else await expect(stripe.invoices.pay(draft.id)).rejects.toMatchObject({ statusCode: 402 });
  await settleWebhooks(context());
  return { customerId, stripeCustomerId: customer, stripeInvoiceId: draft.id };
}

export async function chargesOf({ stripeCustomerId }: Debtor): Promise<number> {
  return (await stripe.charges.list({ customer: stripeCustomerId, limit: 100 })).data.length;
}

export async function caseOf({ customerId }: Debtor) {
  const [row] = await ownerSql(
    `SELECT status, attempts_made, closed_reason,
            extract(epoch FROM next_attempt_at - opened_at)::int / 86400 AS next_day
       FROM dunning_cases WHERE customer_id = $1`,
    [customerId],
  );
  return row;
}

export function attemptsOf({ customerId }: Debtor) {
  return ownerSql(
    `SELECT attempt_number, status, idempotency_key, decline_code, message
       FROM dunning_attempts WHERE customer_id = $1 ORDER BY attempt_number`,
    [customerId],
  );
}

export async function auditOf({ customerId }: Debtor): Promise<string[]> {
  const rows = await ownerSql(
    "SELECT action FROM billing_audit WHERE customer_id = $1 AND action LIKE 'dunning.%' ORDER BY id",
    [customerId],
  );
  return rows.map(({ action }) => String(action));
}

export async function dueCase({ customerId }: Debtor) {
  const ctx = context();
  const [rows] = await ctx.db.batch({ kind: 'system' }, (db) => [selectDueCases(db, ctx.now, 100)]);
  const due = rows.map(toDueCase).find((found) => found.customerId === customerId);
  if (due === undefined) throw new Error('the case is not due');
  return due;
}

/** A run that is killed as soon as it has written down its attempt. */
export async function startAndDie(owing: Debtor) {
  const ctx = context();
  const due = await dueCase(owing);
  const lease = await takeLease(ctx, `dunning:${due.id}`, 'yield');
  if (lease === null) throw new Error('the case is busy');
  const attempt = await startAttempt(ctx, { due, lease });
  if (attempt === null) throw new Error('the attempt was not started');
  return attempt;
}

/** Ends the case as a reading of the invoice does, while the charge of day 3 is on its way, which then succeeds. */
export async function paidAfter(status: 'stopped' | 'exhausted', reason: string) {
  const owing = await debtor();
  await giveCard(owing.stripeCustomerId, 'pm_card_visa');
  await advance(3 * DAY_MS);
  const overtaken = stripeThrough(async ({ path }, send) => {
    const answer = await send();
    if (!path.endsWith('/pay')) return answer;
    await ownerSql(
      `UPDATE dunning_cases SET status = $2, closed_reason = $3, closed_at = opened_at, next_attempt_at = NULL
        WHERE customer_id = $1`,
      [owing.customerId, status, reason],
    );
    await ownerSql(
      `UPDATE dunning_attempts SET status = 'skipped', message = $2, finished_at = started_at
        WHERE customer_id = $1`,
      [owing.customerId, reason],
    );
    return answer;
  });
  const due = await dueCase(owing);
  const run = await runDunning({ ...context(), stripe: overtaken });
  return { owing, due, run };
}

export async function successOf({ customerId }: Debtor) {
  const [audit] = await ownerSql(
    "SELECT before, after FROM billing_audit WHERE customer_id = $1 AND action = 'dunning.attempt_succeeded'",
    [customerId],
  );
  return audit;
}
