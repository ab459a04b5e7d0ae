import type { Money } from '../../domain/money.ts';
import type { ChangeCause, ChangePart } from '../../domain/usage/bill-change.ts';
import { formatPeriod } from '../../format/dates.ts';
import { PAGE_LANGUAGE } from '../../format/locale.ts';
import { METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import type { ExplainedBillChange } from '../../services/usage/explain/explain-bill-change.ts';
import type { RunningOneOffs } from '../../services/usage/explain/running-bill.ts';
import type { ChangeRow, ChangeView } from './change-view.ts';

const CAUSES: Readonly<Record<ChangeCause, { label: string; note: string }>> = {
  volume: { label: 'Volume', note: 'Other units, at the prices of the period before' },
  price: { label: 'Price', note: 'Other prices or tiers on the same plan' },
  plan: { label: 'Plan', note: 'The prices of another plan' },
  one_off: { label: 'One-off', note: 'Late usage, true-ups, prorations and credits' },
  discount: { label: 'Discount', note: 'What is taken off the lines' },
  currency: { label: 'Currency', note: 'Two currencies cannot be compared' },
  tax: { label: 'Tax', note: '' },
};

export function toChangeView(change: ExplainedBillChange, locale: string): ChangeView {
  const { before, after, difference, parts } = change;
  const most = largest(parts);
  return {
    title: change.isRunning ? 'Against the last period' : 'Why the bill changed',
    text: `${textOf(change)} The parts add up exactly.`,
    before: {
      label: change.previousInvoice.number ?? formatPeriod(change.previousPeriod, locale),
      amount: formatMoney(before, locale),
    },
    after: {
      label: change.isRunning ? 'So far' : (change.invoice?.number ?? formatPeriod(change.period, locale)),
      amount: formatMoney(after, locale),
    },
    difference: difference && signed(difference, locale),
    rows: parts.map((part, index) => toRow({ part, index, most, locale })),
  };
}

const ONE_OFFS: readonly (readonly [keyof RunningOneOffs, string])[] = [
  ['awaited', 'what waits of earlier periods for the next invoice'],
  ['trueUp', 'the true-up to the minimum so far'],
  ['otherItems', 'the change of plan and other items that Stripe last previewed'],
];

function textOf({ oneOffs }: ExplainedBillChange): string {
  if (oneOffs === null) return 'Step by step from the bill before to this one.';
  const present = ONE_OFFS.filter(([name]) => (oneOffs[name]?.amountMinor ?? 0n) !== 0n);
  if (present.length === 0) return 'As it stands today, before discounts and tax.';
  const list = new Intl.ListFormat(PAGE_LANGUAGE, { type: 'conjunction' });
  return `As it stands today, before discounts and tax, with ${list.format(present.map(([, words]) => words))}.`;
}

function toRow(input: { part: ChangePart; index: number; most: bigint; locale: string }): ChangeRow {
  const { part, index, most, locale } = input;
  const { label, note } = CAUSES[part.cause];
  const fee = part.metric === null && (part.cause === 'price' || part.cause === 'plan') ? 'Base fee' : null;
  const of = part.metric === null ? fee : METRIC_WORDS[part.metric].label;
  const isFeeOfPlan = fee !== null && part.cause === 'plan';
  return {
    key: `${index}`,
    label: of === null ? label : `${label} · ${of}`,
    note: isFeeOfPlan ? 'The fee of another plan, or of none after the end' : note,
    amount: part.cause === 'currency' ? formatMoney(part.amount, locale) : signed(part.amount, locale),
    isMore: part.amount.amountMinor > 0n,
    width: Math.max(2, Number((magnitude(part.amount) * 100n) / most)),
  };
}

function largest(parts: readonly ChangePart[]): bigint {
  let most = 1n;
  for (const { amount } of parts) if (magnitude(amount) > most) most = magnitude(amount);
  return most;
}

function magnitude({ amountMinor }: Money): bigint {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}

function signed(amount: Money, locale: string): string {
  const text = formatMoney(amount, locale);
  return amount.amountMinor > 0n ? `+${text}` : text;
}
