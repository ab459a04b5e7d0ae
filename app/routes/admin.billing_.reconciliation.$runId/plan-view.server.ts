import type { Metric } from '../../domain/metric.ts';
import { isCurrency, money } from '../../domain/money.ts';
import { formatPeriod } from '../../format/dates.ts';
import { KIND_WORDS, reasonWords } from '../../format/difference.ts';
import { formatCount, formatQuantity, formatQuantityInWords, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { fieldValueWords, fieldWords } from '../../pages/field-words.ts';
import { actionWords } from '../../pages/reconciliation-words.ts';
import type {
  ObjectSubject,
  PlannedAction,
  RepairPlan,
  UsageSubject,
} from '../../services/reconciliation/repair/repair-plan.ts';
import type { PlanChangeView, PlanStepView, PlanView } from './run-view.ts';

export function toPlanView(plan: RepairPlan, locale: string): PlanView {
  return {
    hash: plan.planHash,
    more: plan.more,
    steps: plan.actions.map((planned) => toStepView(planned, locale)),
  };
}

function toStepView({ subject, ...planned }: PlannedAction, locale: string): PlanStepView {
  const { action, customerId } = planned;
  const common = {
    key: planned.differenceKey,
    customer: planned.customerName ?? 'Unknown publisher',
    customerPath: customerId && customerPath(customerId),
    what: actionWords(action.type),
  };
  return subject.type === 'usage'
    ? {
        ...common,
        about: METRIC_WORDS[subject.metric].label,
        period: formatPeriod(subject.period, locale),
        ...usageWords(action, subject, locale),
      }
    : { ...common, about: nameOf(subject), period: null, ...objectWords(action, subject, locale) };
}

/** A customer has one subscription, as a rule: its id is in the key. */
function nameOf({ kind, stripeId, invoiceNumber }: ObjectSubject): string {
  const kindWords = KIND_WORDS[kind];
  if (kind === 'customer' || kind === 'subscription') return kindWords;
  if (invoiceNumber === null) return `${kindWords} ${stripeId}`;
  return kind === 'invoice' ? `Invoice ${invoiceNumber}` : `${kindWords} of invoice ${invoiceNumber}`;
}

type Words = Pick<PlanStepView, 'detail' | 'changes'>;

function usageWords(action: PlannedAction['action'], subject: UsageSubject, locale: string): Words {
  const { metric, books } = subject;
  const quantity = (units: bigint) => formatQuantity(metric, units, locale);
  switch (action.type) {
    case 'send_usage_difference':
      return {
        detail: unitsOfHours(metric, action.hours, { unitsOf: (hour) => hour.quantity, what: 'for', locale }),
        changes:
          books === null
            ? []
            : [{ what: 'Stripe’s meter', from: quantity(books.stripe), to: quantity(books.ours) }],
      };
    case 'bill_late_usage':
      return {
        detail: unitsOfHours(metric, action.hours, {
          unitsOf: ({ lost, refused }) => lost + refused,
          what: 'of',
          locale,
        }),
        changes: [],
      };
    case 'propose_credit': {
      const { amountMinor, currency } = action;
      const amount = isCurrency(currency) ? formatMoney(money(amountMinor, currency), locale) : '';
      return { detail: withBooks(amount, subject, locale), changes: [] };
    }
    default:
      return { detail: withBooks(reasonOf(action), subject, locale), changes: [] };
  }
}

function unitsOfHours<Hour>(
  metric: Metric,
  hours: readonly Hour[],
  { unitsOf, what, locale }: { unitsOf: (hour: Hour) => bigint; what: string; locale: string },
): string {
  const units = hours.reduce((sum, hour) => sum + unitsOf(hour), 0n);
  const counted = hours.length === 1 ? '1 hour' : `${formatCount(hours.length, locale)} hours`;
  return `${formatQuantityInWords(metric, units, locale)} ${what} ${counted}`;
}

function withBooks(words: string, { metric, books }: UsageSubject, locale: string): string {
  if (books === null || books.ours === books.stripe) return words;
  const quantity = (units: bigint) => formatQuantity(metric, units, locale);
  const sentence = words === '' || words.endsWith('.') ? words : `${words}.`;
  return `${sentence} Ours ${quantity(books.ours)}, Stripe’s ${quantity(books.stripe)}.`.trim();
}

/** A take-over makes ours what Stripe says; all else only tells what each side says. */
function objectWords(action: PlannedAction['action'], subject: ObjectSubject, locale: string): Words {
  const { currency, fields } = subject;
  const told = fields.map(({ field, internal, stripe }): PlanChangeView => {
    const words = (value: string | null) => fieldValueWords(field, value, { currency, locale });
    return { what: fieldWords(field), from: words(internal), to: words(stripe) };
  });
  if (action.type.startsWith('resync_')) return { detail: '', changes: told };
  const sides = told.map(({ what, from, to }) => `${what}: ours ${from}, Stripe’s ${to}.`);
  return { detail: [reasonOf(action), ...sides].join(' '), changes: [] };
}

function reasonOf(action: PlannedAction['action']): string {
  return 'reason' in action ? reasonWords(action.reason) : '';
}
