import { selectDoubleRetries } from '../admin/overview-queries.ts';
import type { ServiceContext } from '../context.ts';
import { describeError } from '../events/describe-error.ts';
import { climbStep, type StepOutcome } from './climb-step.ts';
import { type DueCase, selectDueCases, toDueCase } from './due-case.ts';

/** A step makes about eight requests, and an invocation may make a thousand. */
const CASES_PER_RUN = 80;

export interface DunningRun {
  due: number;
  recovered: number;
  declined: number;
  skipped: number;
  exhausted: number;
  stopped: number;
  waiting: number;
  busy: number;
  /** Invoices of ours that Stripe means to charge as well. None of them is charged by us. */
  alarms: readonly DunningAlarm[];
  /** Steps without a verdict; each stays due under the same key. */
  failures: readonly DunningFailure[];
  moreDue: boolean;
}

export interface DunningAlarm {
  stripeInvoiceId: string;
  retryAt: Date;
}

export interface DunningFailure {
  caseId: string;
  customerId: string;
  stripeInvoiceId: string;
  error: string;
}

/**
 * Climbs every step that is due, each case once, one after another: money moves slowly and in order. May run twice, at
 * once or again after being killed. A failing case is named in the result and does not hold up the others.
 */
export async function runDunning(ctx: ServiceContext): Promise<DunningRun> {
  const [rows, doubleRetries] = await ctx.db.batch({ kind: 'system' }, (db) => [
    selectDueCases(db, ctx.now, CASES_PER_RUN),
    selectDoubleRetries(db),
  ]);
  const counts = { recovered: 0, declined: 0, skipped: 0, exhausted: 0, stopped: 0, waiting: 0, busy: 0 };
  const alarms = new Map<string, DunningAlarm>();
  for (const { stripeInvoiceId, retryAt } of doubleRetries) {
    if (retryAt !== null) alarms.set(stripeInvoiceId, { stripeInvoiceId, retryAt });
  }
  const failures: DunningFailure[] = [];
  for (const due of rows.map(toDueCase)) {
    const outcome = await climb(ctx, due);
    if (outcome.kind === 'failed') failures.push(outcome.failure);
    else if (outcome.kind === 'alarm') {
      alarms.set(due.stripeInvoiceId, { stripeInvoiceId: due.stripeInvoiceId, retryAt: outcome.retryAt });
    } else counts[outcome.kind] += 1;
  }
  for (const alarm of alarms.values()) {
    ctx.logger.error('stripe retries an invoice that is ours to collect', {
      stripeInvoiceId: alarm.stripeInvoiceId,
      retryAt: alarm.retryAt.toISOString(),
    });
  }
  return {
    due: rows.length,
    ...counts,
    alarms: [...alarms.values()],
    failures,
    moreDue: rows.length === CASES_PER_RUN,
  };
}

type Climbed = StepOutcome | { kind: 'failed'; failure: DunningFailure };

async function climb(ctx: ServiceContext, due: DueCase): Promise<Climbed> {
  try {
    return await climbStep(ctx, due);
  } catch (error) {
    const { id: caseId, customerId, stripeInvoiceId } = due;
    const failure = { caseId, customerId, stripeInvoiceId, error: describeError(error) };
    ctx.logger.error('dunning step failed', failure);
    return { kind: 'failed', failure };
  }
}
