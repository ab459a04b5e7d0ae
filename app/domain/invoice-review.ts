import { isWithin, type Period } from './period.ts';

export const REVIEW_FINDINGS = [
  'overlapping_period',
  'much_larger',
  'negative',
  'missing_tax',
  'line_count',
  'currency_mismatch',
  'usage_not_synced',
] as const;
export type ReviewFindingCode = (typeof REVIEW_FINDINGS)[number];

/** What speaks against an invoice, with the figures that say so. Amounts are minor units of the invoice's currency. */
export interface ReviewFinding {
  readonly code: ReviewFindingCode;
  readonly text: string;
  readonly evidence: Readonly<Record<string, string>>;
}

export interface ReviewLine {
  /** What the line sells, when its price is one of ours. */
  readonly component: string | null;
  readonly stripePriceId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly proration: boolean;
  readonly period: Period;
}

export interface InvoiceUnderReview {
  readonly billingReason: string | null;
  readonly currency: string;
  readonly subtotalMinor: bigint;
  readonly totalMinor: bigint;
  /** Of the total, what fills periods up to an agreed minimum; before tax. */
  readonly trueUpMinor: bigint;
  readonly taxCount: number;
  readonly lines: readonly ReviewLine[];
  /** End of the metered period that it bills. */
  readonly usageEnd: Date;
}

/** The bill before it, of the same subscription; void ones do not count. */
export interface PreviousBill {
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly taxCount: number;
}

export interface ReviewFacts {
  readonly invoice: InvoiceUnderReview;
  readonly previous: PreviousBill | null;
  /** Lines of the subscription's other invoices that are not void. */
  readonly otherLines: readonly ReviewLine[];
  /** What the subscription is made of, a component each. */
  readonly components: readonly string[];
  readonly subscriptionCurrency: string;
  /** End of the last finished usage sync; null before the first. */
  readonly syncedUntil: Date | null;
  /** Hours of the period that are still on their way to the meter. */
  readonly unsentHours: number;
}

/** A bill this many times the last one is looked at by a person. */
const MUCH_LARGER_FACTOR = 3n;
/** No plan has so many tiers and no month so many changes. */
const MOST_LINES = 250;
const CYCLE = 'subscription_cycle';

/**
 * Everything that speaks against issuing the invoice as it stands; empty when nothing does. Only a cycle's invoice is
 * held to usage and components: others bill what somebody just bought.
 */
export function reviewInvoice(facts: ReviewFacts): readonly ReviewFinding[] {
  const isCycle = facts.invoice.billingReason === CYCLE;
  return [
    currencyMismatch(facts),
    negative(facts),
    overlappingPeriod(facts),
    isCycle ? muchLarger(facts) : null,
    missingTax(facts),
    isCycle ? lineCount(facts) : null,
    isCycle ? usageNotSynced(facts) : null,
  ].filter((finding) => finding !== null);
}

function currencyMismatch({ invoice, subscriptionCurrency }: ReviewFacts): ReviewFinding | null {
  const currencies = new Set([invoice.currency, ...invoice.lines.map(({ currency }) => currency)]);
  currencies.delete(subscriptionCurrency);
  const [other] = currencies;
  if (other === undefined) return null;
  return {
    code: 'currency_mismatch',
    text: 'The invoice is in another currency than the subscription.',
    evidence: { subscription: subscriptionCurrency, invoice: other },
  };
}

function negative({ invoice }: ReviewFacts): ReviewFinding | null {
  const line = invoice.lines.find(
    ({ amountMinor, proration, component }) => amountMinor < 0n && !proration && component !== null,
  );
  if (invoice.totalMinor >= 0n && line === undefined) return null;
  return {
    code: 'negative',
    text: line === undefined ? 'The total is negative.' : 'A line that sells something is negative.',
    evidence: {
      total: invoice.totalMinor.toString(),
      ...(line && { component: line.component ?? '', amount: line.amountMinor.toString() }),
    },
  };
}

function overlappingPeriod({ invoice, otherLines }: ReviewFacts): ReviewFinding | null {
  const credits = [...invoice.lines, ...otherLines].filter(
    ({ proration, amountMinor }) => proration && amountMinor < 0n,
  );
  for (const line of invoice.lines) {
    if (!isBilling(line)) continue;
    const twice = otherLines.find(
      (other) =>
        isBilling(other) &&
        other.component === line.component &&
        overlap(other.period, line.period) &&
        !isClosed(other, { by: line, credits }),
    );
    if (twice === undefined) continue;
    return {
      code: 'overlapping_period',
      text: 'Another invoice bills a part of the same period.',
      evidence: {
        component: line.component,
        period: `${line.period.start.toISOString()} – ${line.period.end.toISOString()}`,
        other_period: `${twice.period.start.toISOString()} – ${twice.period.end.toISOString()}`,
      },
    };
  }
  return null;
}

/** A trial's line sells a period for nothing, so that the same time may be sold once more. */
function isBilling(line: ReviewLine): line is ReviewLine & { component: string } {
  return line.component !== null && !line.proration && line.amountMinor !== 0n;
}

/**
 * Whether another plan's line shares its period with this one by a change of plans: usage is counted for the plan that it
 * ran on, and of the flat fee the unused time was given back.
 */
function isClosed(
  other: ReviewLine,
  { by, credits }: { by: ReviewLine; credits: readonly ReviewLine[] },
): boolean {
  if (other.stripePriceId === null || other.stripePriceId === by.stripePriceId) return false;
  if (by.component !== 'base') return true;
  return credits.some(
    ({ stripePriceId, period }) => stripePriceId === other.stripePriceId && overlap(period, by.period),
  );
}

function overlap(a: Period, b: Period): boolean {
  return isWithin(a, b.start) || isWithin(b, a.start);
}

/** A minimum is agreed, so filling a period up to it surprises nobody. */
function muchLarger({ invoice, previous }: ReviewFacts): ReviewFinding | null {
  if (previous === null || previous.currency !== invoice.currency || previous.totalMinor <= 0n) return null;
  const unexpectedMinor = invoice.totalMinor - invoice.trueUpMinor;
  if (unexpectedMinor <= previous.totalMinor * MUCH_LARGER_FACTOR) return null;
  return {
    code: 'much_larger',
    text: `The invoice is more than ${MUCH_LARGER_FACTOR} times the last one.`,
    evidence: { total: invoice.totalMinor.toString(), last: previous.totalMinor.toString() },
  };
}

function missingTax({ invoice, previous }: ReviewFacts): ReviewFinding | null {
  if (previous === null || previous.taxCount === 0) return null;
  if (invoice.taxCount > 0 || invoice.subtotalMinor <= 0n) return null;
  return {
    code: 'missing_tax',
    text: 'The last invoice stated its tax, this one states none.',
    evidence: { taxes_on_last: String(previous.taxCount) },
  };
}

function lineCount({ invoice, components }: ReviewFacts): ReviewFinding | null {
  const sold = invoice.lines.filter(({ proration }) => !proration).map(({ component }) => component);
  const missing = components.filter((component) => !sold.includes(component));
  const twice = sold.filter((component) => component === 'base').length > 1;
  if (missing.length === 0 && !twice && invoice.lines.length <= MOST_LINES) return null;
  return {
    code: 'line_count',
    text: twice
      ? 'The flat fee stands on the invoice twice.'
      : missing.length > 0
        ? 'The subscription has parts that the invoice has no line for.'
        : `The invoice has more than ${MOST_LINES} lines.`,
    evidence: {
      lines: String(invoice.lines.length),
      ...(missing.length > 0 && { missing: missing.join(', ') }),
    },
  };
}

function usageNotSynced({ invoice, syncedUntil, unsentHours }: ReviewFacts): ReviewFinding | null {
  const isSynced = syncedUntil !== null && syncedUntil >= invoice.usageEnd;
  if (isSynced && unsentHours === 0) return null;
  return {
    code: 'usage_not_synced',
    text: isSynced
      ? 'Hours of the period are still on their way to the meter.'
      : 'Usage has not been read up to the end of the period.',
    evidence: {
      period_end: invoice.usageEnd.toISOString(),
      synced_until: syncedUntil?.toISOString() ?? 'never',
      unsent_hours: String(unsentHours),
    },
  };
}
