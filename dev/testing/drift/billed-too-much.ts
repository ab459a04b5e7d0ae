import { provisionCatalog } from '../../../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../../../app/services/context.ts';
import { giveCredit } from '../../../app/services/reconciliation/cases/give-credit.ts';
import { planCredit } from '../../../app/services/reconciliation/cases/plan-credit.ts';
import { applyRepair } from '../../../app/services/reconciliation/repair/apply-repair.ts';
import { planRepair } from '../../../app/services/reconciliation/repair/plan-repair.ts';
import { reportUsage } from '../../../app/services/usage/report/report-usage.ts';
import { NO_PACE, reconcileNow } from '../reconciliation.ts';
import { runTestSync, setReplicaRows } from '../usage.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../workers.ts';
import { meterEvent, usageKey } from './meters.ts';
import { lastInvoice } from './objects.ts';
import { hourOf, makePublisher, type Publisher } from './publisher.ts';
import {
  april,
  FIRST_DAY,
  LOOKED_AT,
  letMetersCount,
  looking,
  may,
  NOW,
  SECOND_PERIOD,
  settle,
} from './two-periods.ts';

/** 1,300,000 of ours, 300,000 over at 0.12 per thousand: $36.00. Stripe billed 1,500,000: $60.00. */
const NAMES = {
  paid: 'Paid',
  owes: 'Owes',
  raced: 'Raced',
  killed: 'Killed',
  declined: 'Declined',
  byHand: 'Credited by hand',
  unseen: 'Credited unseen',
  overtaken: 'Credited while it is made',
  capped: 'Capped',
  changed: 'Changed again',
  unreachable: 'Unreachable',
  running: 'Running period',
} as const;
export type Name = keyof typeof NAMES;

export const admin = testContext({ actor: staffActor('admin'), now: LOOKED_AT });
export const other = {
  ...admin,
  actor: { ...staffActor('admin'), id: 'user_other', email: 'other@apex.test' },
};
export const REASON = 'Two collectors ran for a day.';
const publishers = new Map<Name, Publisher>();
let runId: string;

export function of(name: Name): Publisher {
  const found = publishers.get(name);
  if (found === undefined) throw new Error(`no publisher ${name}`);
  return found;
}

/** Two periods, a reconciliation of them, and its repair, which proposes the credits. */
export async function billTooMuch(): Promise<void> {
  await provisionCatalog(april);
  for (const [key, name] of Object.entries(NAMES)) {
    publishers.set(key as Name, await makePublisher(april, { name, withoutCard: key === 'owes' }));
  }
  await settle(april);
  const all = [...publishers.values()];
  const row = { metric: 'impressions', quantity: 1_300_000 } as const;
  await setReplicaRows(
    all.map(({ customerId }) => ({
      ...row,
      customerId,
      hour: hourOf(FIRST_DAY, 2),
      updatedAt: '2026-04-15T11:00:00Z',
    })),
  );
  await runTestSync(april);
  await reportUsage(april);
  for (const [name, own] of publishers) {
    if (name === 'running') continue;
    await meterEvent(own, { metric: 'impressions', value: 200_000n, at: hourOf(FIRST_DAY, 3) });
  }
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  await setReplicaRows([
    {
      ...row,
      customerId: of('running').customerId,
      hour: hourOf(SECOND_PERIOD, 2),
      updatedAt: '2026-05-15T11:00:00Z',
    },
  ]);
  await runTestSync(may);
  await reportUsage(may);
  await meterEvent(of('running'), { metric: 'impressions', value: 200_000n, at: hourOf(SECOND_PERIOD, 3) });
  await letMetersCount();
  await ownerSql(`UPDATE usage_outbox SET accepted_at = accepted_at - interval '1 hour'`);
  const { run } = await reconcileNow(looking);
  runId = run.id;
  const { planHash } = await planRepair(looking, { runId, pace: NO_PACE, now: LOOKED_AT });
  await applyRepair(looking, { runId, planHash, reason: 'Look at them.', pace: NO_PACE, now: LOOKED_AT });
}

export async function caseOf(name: Name): Promise<string> {
  const key = usageKey(of(name), 'impressions', name === 'running' ? SECOND_PERIOD : FIRST_DAY);
  const [row] = await ownerSql<{ id: string }>(
    'SELECT id FROM reconciliation_cases WHERE difference_key = $1 AND run_id = $2',
    [key, runId],
  );
  return row?.id ?? '';
}

export async function planOf(name: Name, ctx: ServiceContext = admin) {
  return (await planCredit(ctx, { id: await caseOf(name), pace: NO_PACE, now: LOOKED_AT })).plan;
}

export async function hashOf(name: Name): Promise<string> {
  const plan = await planOf(name);
  if (plan.kind === 'refused') throw new Error(plan.message);
  return plan.planHash;
}

export async function give(
  name: Name,
  given: { ctx?: ServiceContext; planHash?: string; keyword?: string } = {},
) {
  const { ctx = admin, keyword = 'credit', planHash = await hashOf(name) } = given;
  const id = await caseOf(name);
  return giveCredit(ctx, { id, planHash, keyword, reason: REASON, pace: NO_PACE, now: LOOKED_AT });
}

export async function notesOf(name: Name) {
  const { data } = await may.stripe.creditNotes.list({ customer: of(name).stripeCustomerId, limit: 100 });
  return data.map(({ subtotal, invoice, status, memo }) => ({ subtotal, invoice, status, memo }));
}

/** A credit note of the usage line, as a person makes it at Stripe. */
export async function creditByHand(name: Name, amount: number) {
  const invoice = await may.stripe.invoices.retrieve(await lastInvoice(of(name)));
  const line = invoice.lines.data.find((one) => one.amount === 6_000);
  await may.stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line?.id ?? '', amount }],
    credit_amount: amount,
  });
}

export async function balanceOf(name: Name) {
  const customer = await may.stripe.customers.retrieve(of(name).stripeCustomerId);
  return customer.deleted ? null : customer.balance;
}

/** Everything that a decision writes. */
export async function traces(name: Name) {
  const { customerId } = of(name);
  const [adjustments, excess] = await Promise.all([
    ownerSql('SELECT status, amount_minor::int AS amount FROM period_adjustments WHERE customer_id = $1', [
      customerId,
    ]),
    ownerSql(
      `SELECT status, quantity_delta::int AS units FROM usage_outbox
       WHERE customer_id = $1 AND identifier LIKE '%:excess:%' ORDER BY quantity_delta DESC`,
      [customerId],
    ),
  ]);
  return { adjustments, excess };
}
