import { isCurrency, money } from '../../domain/money.ts';
import { formatDateTime, formatPeriod } from '../../format/dates.ts';
import { differenceWords } from '../../format/difference.ts';
import { formatQuantityInWords, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { caseReasonWords, caseTypeWords, creditStatusWords, outcomeWords } from '../../pages/case-words.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { CAUSE_WORDS } from '../../pages/reconciliation-words.ts';
import type { CaseCredit, ReconciliationCase } from '../../services/reconciliation/cases/case-row.ts';
import type { CreditPlan, RefusedCredit } from '../../services/reconciliation/cases/credit-plan.ts';
import type { CasePageView, CreditLineView, CreditPlanView, GivenView } from './case-view.ts';

interface CaseReader {
  locale: string;
  isAdmin: boolean;
}

export function toCasePageView(row: ReconciliationCase, { locale, isAdmin }: CaseReader): CasePageView {
  const isOpen = row.status === 'open';
  return {
    id: row.id,
    runId: row.run_id,
    customer: row.customer_name ?? 'Unknown publisher',
    usagePath: row.customer_id && `/billing/usage?customer_id=${row.customer_id}`,
    customerPath: row.customer_id && customerPath(row.customer_id),
    status: outcomeWords(row),
    what: caseTypeWords(row.type),
    why: caseReasonWords(row),
    facts: factsOf(row, locale),
    story: storyOf(row, locale),
    given: row.credits.map((credit) => toGiven(credit, row, locale)),
    isProposal: row.type === 'propose_credit',
    mayDecide: isAdmin && isOpen,
  };
}

function factsOf(row: ReconciliationCase, locale: string): CreditLineView[] {
  if (row.amount_minor === null) return unitsOf(row, locale);
  const cameTo = { label: 'Came to', value: amountText(row.amount_minor, row.currency, locale) };
  return [...unitsOf(row, locale), cameTo];
}

function storyOf(row: ReconciliationCase, locale: string): CreditLineView[] {
  return [
    { label: 'Found', value: formatDateTime(row.created_at, locale) },
    ...(row.cause === null ? [] : [{ label: 'Likely cause', value: CAUSE_WORDS[row.cause] }]),
    ...decisionOf(row, locale),
    ...endOf(row, locale),
  ];
}

function endOf({ gone_at: goneAt, followed_by: followedBy }: ReconciliationCase, locale: string) {
  if (goneAt === null) return [];
  const label = followedBy === null ? 'Gone since' : 'Followed by a newer case';
  return [{ label, value: formatDateTime(goneAt, locale) }];
}

function unitsOf(row: ReconciliationCase, locale: string): CreditLineView[] {
  const { metric, period_start: start, period_end: end, internal_value: ours, stripe_value: stripe } = row;
  if (metric === null || start === null || end === null || ours === null || stripe === null) {
    return [{ label: 'Difference', value: differenceWords(row.difference_key) }];
  }
  const words = (units: bigint) => formatQuantityInWords(metric, units, locale);
  return [
    { label: 'Meter', value: METRIC_WORDS[metric].label },
    { label: 'Billing period', value: formatPeriod({ start, end }, locale) },
    { label: 'Ours', value: words(ours) },
    { label: 'Stripe', value: words(stripe) },
    stripe > ours
      ? { label: 'Too many', value: words(stripe - ours) }
      : { label: 'Missing', value: words(ours - stripe) },
  ];
}

function decisionOf(row: ReconciliationCase, locale: string): CreditLineView[] {
  if (row.decided_at === null) return [];
  return [
    { label: 'Decided', value: outcomeWords(row).label },
    { label: 'By', value: row.decided_by ?? '' },
    { label: 'When', value: formatDateTime(row.decided_at, locale) },
    { label: 'Reason', value: row.decision ?? '' },
  ];
}

function toGiven(
  credit: CaseCredit,
  { customer_id: customerId }: ReconciliationCase,
  locale: string,
): GivenView {
  const { invoice_id: invoiceId, stripe_object_id: noteId, note_number: number } = credit;
  return {
    id: credit.id,
    amount: amountText(-credit.amount_minor, credit.currency, locale),
    status: creditStatusWords(credit.status),
    description: credit.description,
    invoice:
      invoiceId === null
        ? null
        : {
            path: `/billing/invoices/${invoiceId}?customer_id=${customerId}`,
            label: credit.invoice_number ?? 'Invoice',
          },
    note: number ?? noteId ?? '–',
    error: credit.last_error,
    settlePath: isLeftOpen(credit) ? `/admin/billing/late-usage/${credit.id}` : null,
  };
}

/** Nobody makes it any more, or no rule may make the rest. */
function isLeftOpen({ status, reason }: CaseCredit): boolean {
  return status === 'failed' || status === 'unbillable' || (status === 'issued' && reason === 'capped');
}

export function toCreditView(
  plan: CreditPlan | RefusedCredit,
  { metric }: Pick<ReconciliationCase, 'metric'>,
  locale: string,
): CreditPlanView {
  if (plan.kind === 'refused') return { kind: 'refused', message: plan.message };
  const { units, otherUnits, amountMinor, uncappedMinor, byHandMinor, waivedMinor, offsetMinor, currency } =
    plan;
  const words = (amount: bigint) => amountText(amount, currency, locale);
  const inWords = (quantity: bigint) =>
    metric === null ? String(quantity) : formatQuantityInWords(metric, quantity, locale);
  const open = uncappedMinor - amountMinor;
  return {
    kind: 'credit',
    hash: plan.planHash,
    lines: [
      { label: 'Billed too many', value: inWords(units) },
      ...(otherUnits === 0n ? [] : [{ label: 'Late units settled with them', value: inWords(otherUnits) }]),
      { label: 'Cost on the invoice', value: words(uncappedMinor + byHandMinor + waivedMinor + offsetMinor) },
      ...(byHandMinor === 0n ? [] : [{ label: 'Given back before, by hand', value: words(byHandMinor) }]),
      ...(waivedMinor === 0n ? [] : [{ label: 'Waived before, never billed', value: words(waivedMinor) }]),
      ...(offsetMinor === 0n ? [] : [{ label: 'Within the minimum commitment', value: words(offsetMinor) }]),
      ...(open === 0n ? [] : [{ label: 'Not left on the invoice', value: words(open) }]),
    ],
    amount: words(amountMinor),
    isPartial: open !== 0n,
  };
}

function amountText(amountMinor: bigint, currency: string | null, locale: string): string {
  if (currency === null || !isCurrency(currency)) return '–';
  return formatMoney(money(amountMinor, currency), locale);
}
