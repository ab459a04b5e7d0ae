import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { judgeDebt } from '../../domain/dunning.ts';
import { BillingError } from '../../domain/errors.ts';
import { payInvoice } from '../../stripe/pay-invoice.ts';
import { type DebtReading, readDebt } from '../../stripe/read-debt.ts';
import type { ServiceContext } from '../context.ts';
import { abandonLeases, type Lease, takeLease } from '../mirror/lease.ts';
import type { DueCase } from './due-case.ts';
import { endCase } from './end-case.ts';
import { finishStep, type StepResult } from './finish-step.ts';
import { startAttempt } from './start-attempt.ts';

/** What one due step came to. `busy`: another run has it or has ended it. `waiting`: a payment is with the bank. */
export type StepOutcome =
  | { kind: 'recovered' | 'declined' | 'skipped' | 'exhausted' | 'stopped' | 'waiting' | 'busy' }
  | { kind: 'alarm'; retryAt: Date };

/**
 * One step of one case: lock it, read the debt anew, and charge only if nothing speaks against it. The charge is
 * written down before it is made and made under a key of its own, so that being killed at any point charges nobody
 * twice. Throws when Stripe gives no verdict; the step then stays due and is taken up under the same key.
 */
export async function climbStep(ctx: ServiceContext, due: DueCase): Promise<StepOutcome> {
  const lease = await takeLease(ctx, `dunning:${due.id}`, 'yield');
  if (lease === null) return { kind: 'busy' };
  try {
    const outcome = await decide(ctx, due, lease);
    if (!ENDS_THE_LEASE.has(outcome.kind)) await giveUp(ctx, due, lease);
    return outcome;
  } catch (error) {
    await giveUp(ctx, due, lease);
    throw error;
  }
}

const ENDS_THE_LEASE: ReadonlySet<StepOutcome['kind']> = new Set([
  'recovered',
  'declined',
  'skipped',
  'exhausted',
  'stopped',
]);

async function decide(ctx: ServiceContext, due: DueCase, lease: Lease): Promise<StepOutcome> {
  const debt = await readDebt(ctx.stripe, due.stripeInvoiceId);
  if (debt === null) {
    throw new BillingError('not_found', 'Stripe does not have this invoice.', {
      detail: `${due.stripeInvoiceId} is under dunning and missing in Stripe`,
    });
  }
  const verdict = judgeDebt(debt);
  if (verdict.kind === 'end') {
    await endCase(ctx, { due, lease, ending: verdict });
    return { kind: verdict.status };
  }
  const answered = answerOfStarted(due, debt);
  if (answered !== null) return finish(ctx, { due, lease, result: answered });
  switch (verdict.kind) {
    case 'alarm':
      return { kind: 'alarm', retryAt: verdict.retryAt };
    case 'wait':
      return { kind: 'waiting' };
    case 'skip': {
      const { declineCode = null, adviceCode = null } = verdict.decline ?? {};
      const result = { status: 'skipped', declineCode, adviceCode, message: verdict.reason } as const;
      return finish(ctx, { due, lease, result });
    }
    case 'charge':
      return charge(ctx, due, lease);
  }
}

/** A try that was begun by a run that died, and that was refused since: its answer, which we never got. */
function answerOfStarted({ started }: DueCase, { lastFailure }: DebtReading): StepResult | null {
  if (started === null || lastFailure?.at == null) return null;
  const startedSeconds = Math.floor(started.startedAt.getTime() / 1_000);
  if (lastFailure.at.getTime() / 1_000 < startedSeconds) return null;
  const { declineCode, adviceCode, message } = lastFailure;
  return { status: 'declined', declineCode, adviceCode, message };
}

async function charge(ctx: ServiceContext, due: DueCase, lease: Lease): Promise<StepOutcome> {
  const attempt = await startAttempt(ctx, { due, lease });
  if (attempt === null) return { kind: 'busy' };
  const payment = await payInvoice(ctx.stripe, {
    stripeInvoiceId: due.stripeInvoiceId,
    idempotencyKey: attempt.idempotencyKey,
  });
  if (payment.kind === 'pending') return { kind: 'waiting' };
  const result: StepResult =
    payment.kind === 'paid'
      ? { status: 'succeeded', declineCode: null, adviceCode: null, message: null }
      : {
          status: 'declined',
          declineCode: payment.declineCode,
          adviceCode: payment.adviceCode,
          message: payment.message,
        };
  return finish(ctx, { due, lease, result });
}

async function finish(
  ctx: ServiceContext,
  step: { due: DueCase; lease: Lease; result: StepResult },
): Promise<StepOutcome> {
  const status = await finishStep(ctx, step);
  if (status === null) return { kind: 'busy' };
  if (status === 'open') return { kind: step.result.status === 'skipped' ? 'skipped' : 'declined' };
  return { kind: status };
}

/** The step stays due; the case goes to the end of the line. */
async function giveUp(ctx: ServiceContext, due: DueCase, lease: Lease): Promise<void> {
  const { dunningCases } = schema;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    abandonLeases(db, [lease]),
    db.update(dunningCases).set({ updatedAt: ctx.now }).where(eq(dunningCases.id, due.id)),
  ]);
}
