import {
  findInvoiceInStripe,
  findMirroredInvoices,
  isPayment,
  type MirrorTarget,
  type PaymentTarget,
} from '../mirror/target.ts';
import type { ClaimedGroup } from './claim-events.ts';
import { inLanes } from './in-lanes.ts';
import type { Run } from './run.ts';
import { putBackAll } from './settle-claims.ts';
import { settleCovered } from './settle-covered.ts';
import { settleWork } from './settle-work.ts';
import { mergeByTarget, parseSubject, toWork, type Work } from './work.ts';

interface PaymentGroup {
  group: ClaimedGroup;
  target: PaymentTarget;
}

/**
 * Settles what was claimed. A payment is mirrored with its invoice, so invoices come first: after them most payments
 * are known, and need neither a question to Stripe nor another reading.
 */
export async function settleRound(run: Run, groups: readonly ClaimedGroup[]): Promise<void> {
  const works: Work[] = [];
  const payments: PaymentGroup[] = [];
  for (const group of groups) {
    run.result.claimed += group.events.length;
    const target = parseSubject(group.lease.subject);
    if (target !== null && isPayment(target)) payments.push({ group, target });
    else works.push(toWork(group, target as MirrorTarget | null));
  }
  const unknown = await sortOut(run, payments, works);
  await settleWorks(run, works);
  const later: Work[] = [];
  const strangers = works.length === 0 ? unknown : await sortOut(run, unknown, later);
  later.push(...(await askStripe(run, strangers)));
  await settleWorks(run, later);
}

/** Adds the payments whose invoice is mirrored to the works, and returns the others. */
async function sortOut(
  run: Run,
  payments: readonly PaymentGroup[],
  works: Work[],
): Promise<readonly PaymentGroup[]> {
  if (payments.length === 0) return payments;
  const invoices = await findMirroredInvoices(
    run.ctx,
    payments.map(({ target }) => target.id),
  );
  return payments.filter(({ group, target }) => {
    const invoice = invoices.get(target.id);
    if (invoice === undefined) return true;
    works.push(toWork(group, { type: 'invoice', id: invoice.id }, invoice.readFrom));
    return false;
  });
}

async function askStripe(run: Run, payments: readonly PaymentGroup[]): Promise<Work[]> {
  const works: Work[] = [];
  const left = await inLanes(payments, {
    isOver: () => isOver(run),
    async work({ group, target }) {
      const paymentIntentId = group.events.find(({ payload }) => payload.paymentIntentId)?.payload
        .paymentIntentId;
      try {
        works.push(toWork(group, await findInvoiceInStripe(run.ctx, target, paymentIntentId ?? null)));
      } catch (error) {
        works.push({ ...toWork(group, null), error });
      }
    },
  });
  await putBackAll(
    run,
    left.map(({ group }) => toWork(group, null)),
  );
  return works;
}

async function settleWorks(run: Run, works: readonly Work[]): Promise<void> {
  const uncovered = await settleCovered(run, mergeByTarget(works));
  const left = await inLanes(uncovered, { isOver: () => isOver(run), work: (work) => settleWork(run, work) });
  await putBackAll(run, left);
}

export function isOver(run: Run): boolean {
  return run.halt !== null || run.isSpent();
}
