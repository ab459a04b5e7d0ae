import { type Currency, money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { billAdjustment } from '../../stripe/bill-adjustment.ts';
import { type CreditOutcome, creditAdjustment } from '../../stripe/credit-adjustment.ts';
import { describeStripeError } from '../../stripe/describe-error.ts';
import { isRefusedForGood } from '../../stripe/refused.ts';
import type { ServiceContext } from '../context.ts';
import { countSubrequests } from '../events/count-subrequests.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { type ClaimedAdjustment, claimAdjustments, toClaimedAdjustments } from './claim-adjustments.ts';
import { giveBackClaim } from './give-back-claim.ts';
import { ourAdjustments } from './our-adjustments.ts';
import { type AdjustmentOutcome, settleAdjustments } from './settle-adjustments.ts';

const ADJUSTMENTS_PER_RUN = 100;
/**
 * Most make up to five, and one on an invoice with long credit notes a request more for each of these, as for each other
 * invoice that billed the same usage. An invocation may make a thousand, its others among them.
 */
const MOST_REQUESTS = 450;
/** So many failures on end are an outage: the rest keeps its turn until the lease ends. */
const STOP_AFTER_FAILURES = 5;
const SYSTEM = { kind: 'system' } as const;

export interface IssuedAdjustments {
  issued: number;
  /** No verdict of Stripe's; they go again. */
  retried: number;
  /** Refused for good, in words. */
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
 * kill make nothing twice. What the run has no requests left for keeps its turn until the lease ends; when the run fails,
 * what it made by then is settled if the database lets it be, and all else is due again at once.
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
  const [claimed] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(claimAdjustments({ now: ctx.now, limit: ADJUSTMENTS_PER_RUN, ids })),
  ]);
  const adjustments = toClaimedAdjustments(claimed.rows);
  const outcomes: AdjustmentOutcome[] = [];
  try {
    try {
      await issueEach(ctx, { adjustments, outcomes, isSpent });
    } finally {
      await settle(ctx, outcomes);
    }
  } catch (error) {
    await giveBackClaim(ctx, { claimed: adjustments, error });
    throw error;
  }
  const failed = outcomes.flatMap((outcome) =>
    outcome.status === 'failed' ? [`${outcome.adjustment.description}: ${outcome.error}`] : [],
  );
  return {
    issued: outcomes.filter(({ status }) => status === 'issued').length,
    retried: outcomes.filter(({ status }) => status === 'planned').length,
    failed,
    moreDue: adjustments.length === ADJUSTMENTS_PER_RUN || outcomes.length < adjustments.length,
  };
}

/** Adds to `outcomes` as it goes, so that they stand also when it fails in the middle. */
async function issueEach(
  ctx: ServiceContext,
  {
    adjustments,
    outcomes,
    isSpent,
  }: { adjustments: readonly ClaimedAdjustment[]; outcomes: AdjustmentOutcome[]; isSpent: () => boolean },
): Promise<void> {
  let failuresOnEnd = 0;
  for (const adjustment of adjustments) {
    if (failuresOnEnd >= STOP_AFTER_FAILURES || isSpent()) break;
    const outcome = await issue(ctx, adjustment);
    failuresOnEnd = outcome.status === 'planned' ? failuresOnEnd + 1 : 0;
    outcomes.push(outcome);
  }
}

async function settle(ctx: ServiceContext, outcomes: readonly AdjustmentOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await ctx.db.batch(SYSTEM, (db) => [
    db.execute(settleAdjustments(ctx, outcomes)),
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
    if (message === null) throw error;
    return { adjustment, status: isRefusedForGood(error) ? 'failed' : 'planned', error: message };
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
