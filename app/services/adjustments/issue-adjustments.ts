import { isDatabaseOutage } from '../../db/database-outage.ts';
import { type Currency, money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { billAdjustment } from '../../stripe/bill-adjustment.ts';
import { type CreditOutcome, creditAdjustment } from '../../stripe/credit-adjustment.ts';
import { describeStripeError } from '../../stripe/describe-error.ts';
import { isRefusedForGood } from '../../stripe/refused.ts';
import type { ServiceContext } from '../context.ts';
import { countSubrequests } from '../events/count-subrequests.ts';
import { describeError } from '../events/describe-error.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import type { ClaimedAdjustment, ClaimedIdentity, ReadClaim } from './claim-adjustments.ts';
import { claimDue } from './claim-due.ts';
import { giveBackClaim, giveBackSql } from './give-back-claim.ts';
import { ourAdjustments } from './our-adjustments.ts';
import { type AdjustmentOutcome, settleAdjustments } from './settle-adjustments.ts';

const ADJUSTMENTS_PER_RUN = 100;
/**
 * Most make up to six, and one on an invoice with long credit notes a request more for each of these, as for each other
 * invoice that billed the same usage. An invocation may make a thousand, its others among them.
 */
const MOST_REQUESTS = 450;
/** So many failures on end are an outage: the rest is left to a later run. */
const STOP_AFTER_FAILURES = 5;
const NEITHER = 'the rest was not made, and what was made is not settled';
const SYSTEM = { kind: 'system' } as const;

export interface IssuedAdjustments {
  issued: number;
  /** No verdict of Stripe's; they go again. */
  retried: number;
  /** Refused for good, or put off for a cause of its own, in words. */
  failed: readonly string[];
  moreDue: boolean;
}

interface IssueOptions {
  /** Nothing more is begun after so many requests. */
  mostRequests?: number;
  /** These alone, for somebody who waits for them. */
  ids?: readonly string[];
}

/**
 * Makes the decided adjustments in Stripe: an item on the next invoice, or a credit note. One after another, each under
 * its own key and found again by its id when somebody made it and did not live to tell, so a repeat, two at once or a
 * kill make nothing twice. What the run has no requests left for is due again at once. A failure that concerns one alone
 * delays that one. The run fails only with the database: what it made by then is settled if that can
 * be, and all else is due again at once.
 */
export async function issueAdjustments(
  ctx: ServiceContext,
  { mostRequests = MOST_REQUESTS, ids }: IssueOptions = {},
): Promise<IssuedAdjustments> {
  const counted = countSubrequests(ctx);
  try {
    return await issueDue(counted.ctx, { ids: ids ?? null, isSpent: () => counted.spent() >= mostRequests });
  } finally {
    counted.stop();
  }
}

async function issueDue(
  ctx: ServiceContext,
  { ids, isSpent }: { ids: readonly string[] | null; isSpent: () => boolean },
): Promise<IssuedAdjustments> {
  const claims = await claimDue(ctx, { limit: ADJUSTMENTS_PER_RUN, ids });
  const progress: Progress = { begun: 0, outcomes: [] };
  const [issued] = await Promise.allSettled([issueEach(ctx, { claims, progress, isSpent })]);
  const unbegun = claims.slice(progress.begun).map(({ adjustment }) => adjustment);
  const [settled] = await Promise.allSettled([settle(ctx, { outcomes: progress.outcomes, unbegun })]);
  const errors = [issued, settled].flatMap((step) => (step.status === 'rejected' ? [step.reason] : []));
  if (errors.length > 0) {
    const error = errors.length === 1 ? errors[0] : new AggregateError(errors, NEITHER, { cause: errors[0] });
    const claimed = claims.map(({ adjustment }) => adjustment);
    await giveBackClaim(ctx, { now: ctx.now, claimed, begun: progress.begun, error });
    throw error;
  }
  return toIssued(claims, progress.outcomes);
}

function toIssued(claims: readonly ReadClaim[], outcomes: readonly AdjustmentOutcome[]): IssuedAdjustments {
  const failed = outcomes.flatMap((outcome) =>
    outcome.status === 'issued' || isRetried(outcome)
      ? []
      : [`${outcome.adjustment.description}: ${outcome.error}`],
  );
  return {
    issued: outcomes.filter(({ status }) => status === 'issued').length,
    retried: outcomes.filter(isRetried).length,
    failed,
    moreDue: claims.length === ADJUSTMENTS_PER_RUN || outcomes.length < claims.length,
  };
}

/** As far as the run has come; it stands also when the run fails in the middle. */
interface Progress {
  begun: number;
  outcomes: AdjustmentOutcome[];
}

async function issueEach(
  ctx: ServiceContext,
  { claims, progress, isSpent }: { claims: readonly ReadClaim[]; progress: Progress; isSpent: () => boolean },
): Promise<void> {
  let failuresOnEnd = 0;
  for (const claim of claims) {
    if (failuresOnEnd >= STOP_AFTER_FAILURES || isSpent()) break;
    progress.begun += 1;
    const outcome: AdjustmentOutcome = claim.isReadable
      ? await issue(ctx, claim.adjustment)
      : { adjustment: claim.adjustment, status: 'planned', error: claim.error, cause: 'own' };
    progress.outcomes.push(outcome);
    if (isRetried(outcome)) failuresOnEnd += 1;
    else if (outcome.status !== 'planned') failuresOnEnd = 0;
  }
}

/** Stripe gave no verdict; a failure of its own tells nothing of Stripe. */
function isRetried(outcome: AdjustmentOutcome): boolean {
  return outcome.status === 'planned' && outcome.cause === 'stripe';
}

async function settle(
  ctx: ServiceContext,
  { outcomes, unbegun }: { outcomes: readonly AdjustmentOutcome[]; unbegun: readonly ClaimedIdentity[] },
): Promise<void> {
  if (outcomes.length + unbegun.length === 0) return;
  await ctx.db.batch(SYSTEM, (db) => [
    db.execute(settleAdjustments(ctx, outcomes)),
    db.execute(giveBackSql({ now: ctx.now, claimed: unbegun, begun: 0 })),
    queueNotifications(db, { notifications: outcomes.flatMap(refusalAlert), now: ctx.now }),
  ]);
}

async function issue(ctx: ServiceContext, adjustment: ClaimedAdjustment): Promise<AdjustmentOutcome> {
  const { amountMinor, draftInvoiceId, stripeSubscriptionId } = adjustment;
  if (amountMinor > 0n && draftInvoiceId === null && stripeSubscriptionId === null) {
    return { adjustment, status: 'failed', error: 'No invoice is left that could carry it.' };
  }
  try {
    return amountMinor < 0n ? await credit(ctx, adjustment) : await bill(ctx, adjustment);
  } catch (error) {
    const message = describeStripeError(error);
    if (message !== null && isRefusedForGood(error)) return { adjustment, status: 'failed', error: message };
    if (message !== null) return { adjustment, status: 'planned', error: message, cause: 'stripe' };
    if (isDatabaseOutage(error)) throw error;
    return { adjustment, status: 'planned', error: describeError(error), cause: 'own' };
  }
}

async function bill({ stripe }: ServiceContext, adjustment: ClaimedAdjustment): Promise<AdjustmentOutcome> {
  const wasTried = adjustment.attempts > 1;
  return {
    adjustment,
    status: 'issued',
    stripeObjectId: await billAdjustment(stripe, { ...adjustment, wasTried }),
  };
}

async function credit(ctx: ServiceContext, adjustment: ClaimedAdjustment): Promise<AdjustmentOutcome> {
  const { adjustmentId, customerId, stripeInvoiceId, currency } = adjustment;
  if (stripeInvoiceId === null) throw new Error(`credit ${adjustmentId} names no invoice`);
  const outcome = await creditAdjustment(ctx.stripe, {
    ...adjustment,
    stripeInvoiceId,
    oursAmong: (ids) => ourAdjustments(ctx, { customerId, ids }),
  });
  if (outcome.kind === 'made') {
    return { adjustment, status: 'issued', stripeObjectId: outcome.stripeCreditNoteId };
  }
  return { adjustment, status: 'failed', error: notMadeWords(outcome, currency) };
}

/** What the person who decides has to know: the whole, and what each line was to give back and has left. */
function notMadeWords(outcome: Exclude<CreditOutcome, { kind: 'made' }>, currency: Currency): string {
  const words = (amountMinor: bigint) => formatMoney(money(amountMinor, currency), 'en-US');
  const total = outcome.lines.reduce((sum, { allocatedMinor }) => sum + allocatedMinor, 0n);
  const lines = outcome.lines.map(
    ({ description, allocatedMinor, leftMinor }) =>
      `${words(allocatedMinor)} by “${description}”, which has ${words(leftMinor)} left`,
  );
  return `${words(total)} are still to be given back: ${lines.join('; ')}. ${whyNotMade(outcome, words)}`;
}

function whyNotMade(
  outcome: Exclude<CreditOutcome, { kind: 'made' }>,
  words: (amountMinor: bigint) => string,
): string {
  switch (outcome.kind) {
    case 'spent':
      return 'Somebody gave back the rest by hand meanwhile.';
    case 'unnamed':
      return `Somebody gave back ${words(outcome.unnamedMinor)} without naming a line meanwhile.`;
    case 'overtaken':
      return outcome.overtaken
        .map(
          ({ description, knownMinor, givenMinor }) =>
            `Of “${description}” somebody had given back ${words(knownMinor)} when this was decided, and by now ${words(givenMinor)}, perhaps for the same usage.`,
        )
        .join(' ');
  }
}

function refusalAlert(outcome: AdjustmentOutcome) {
  if (outcome.status !== 'failed') return [];
  const { adjustment, error } = outcome;
  return alertStaff({
    kind: 'adjustment.failed',
    key: `adjustment:${adjustment.adjustmentId}:failed`,
    title: 'An invoice item or credit note was not made',
    text: `${adjustment.description}. ${error}`,
    path: `/admin/billing/late-usage/${adjustment.adjustmentId}`,
  });
}
