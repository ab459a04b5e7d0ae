import { describe, expect, test } from 'vitest';
import { type Money, money } from '../../domain/money.ts';
import type { InvoicePreview } from '../../services/usage/next-invoice/invoice-preview.ts';
import {
  type NextInvoice,
  otherItemsOf,
  toExpectedDue,
} from '../../services/usage/next-invoice/next-invoice.ts';
import { toNextInvoiceView } from './next-invoice-view.server.ts';

const NOW = new Date('2026-11-22T18:24:00Z');
const usd = (amountMinor: bigint) => money(amountMinor, 'usd');
const START = new Date('2026-11-01T00:00:00Z');
const QUANTITIES = { impressions: 1_500n, api_calls: 0n, data_transfer_bytes: 0n };

/** $111.34 − $11.13 + $19.04 = $119.25, less $50.00 of credit. */
const PREVIEW: InvoicePreview = {
  periodStart: START,
  currency: 'usd',
  subtotalMinor: 11_134n,
  otherItemsMinor: 0n,
  usageBefore: null,
  discountMinor: 1_113n,
  taxMinor: 1_904n,
  includedTaxMinor: 0n,
  totalMinor: 11_925n,
  balanceMinor: -5_000n,
  amountDueMinor: 6_925n,
  quantities: QUANTITIES,
  previewedAt: new Date('2026-11-22T16:20:00Z'),
};

function view(preview: Partial<InvoicePreview> | null, next: Partial<NextInvoice> = {}) {
  const trueUp: Money | null = next.trueUp ?? null;
  const usage = next.usage ?? usd(1_234n);
  const shown = preview && { ...PREVIEW, ...preview };
  const otherItems = otherItemsOf(shown, START);
  const total = usd(
    9_900n + usage.amountMinor + (trueUp?.amountMinor ?? 0n) + (otherItems?.amountMinor ?? 0n),
  );
  return toNextInvoiceView(
    {
      at: new Date('2026-12-01T00:00:00Z'),
      periodStart: START,
      quantities: QUANTITIES,
      late: usd(0n),
      otherItems,
      hasUsageBefore: false,
      baseFee: usd(9_900n),
      total,
      preview: shown,
      expected: toExpectedDue({ total, periodStart: START, preview: shown }),
      ...next,
      usage,
      trueUp,
    },
    { periods: [], locale: 'en-US', now: NOW },
  );
}

describe('the next invoice', () => {
  test('with Stripe’s preview of the same subtotal: 111.34 − 11.13 + 19.04 − 50.00 = $69.25 are due', () => {
    expect(view({})).toEqual({
      date: 'Dec 1, 2026',
      subtotal: '$111.34',
      parts: [
        { label: 'Overage so far', amount: '$12.34' },
        { label: 'Base fee of the next period', amount: '$99.00' },
      ],
      previewed: {
        age: '2 hours ago',
        parts: [
          { label: 'Discounts', amount: '-$11.13' },
          { label: 'Tax', amount: '$19.04' },
          { label: 'Credit on your account', amount: '-$50.00' },
        ],
        due: '$69.25',
      },
      note: 'Stripe previewed this invoice 2 hours ago, at the same subtotal.',
    });
  });

  test('that has no tax says so, and names no discount or credit that there is not', () => {
    const none = { discountMinor: 0n, taxMinor: 0n, totalMinor: 11_134n, balanceMinor: 0n };
    expect(view({ ...none, amountDueMinor: 11_134n }).previewed).toMatchObject({
      parts: [{ label: 'Tax', amount: '$0.00' }],
      due: '$111.34',
    });
  });

  test('whose usage has moved on since: $100.00 more are due, and their discounts and tax are said to be missing', () => {
    const { previewed, note } = view({}, { usage: usd(11_234n) });
    expect(previewed?.due).toBe('$169.25');
    expect(note).toBe(
      'Stripe previewed this invoice 2 hours ago, at a subtotal of $111.34. ' +
        'Discounts and tax on the $100.00 that came since are not in it yet.',
    );
  });

  test('after a change of plan: −41.79 + 210.61 of prorations are a part of it, 168.82 + 12.34 + 99.00 = $280.16', () => {
    const { subtotal, parts, note } = view({ subtotalMinor: 28_016n, otherItemsMinor: 16_882n });
    expect(subtotal).toBe('$280.16');
    expect(parts).toEqual([
      { label: 'Overage so far', amount: '$12.34' },
      { label: 'Change of plan and other items', amount: '$168.82' },
      { label: 'Base fee of the next period', amount: '$99.00' },
    ]);
    expect(note).toBe(
      'Stripe previewed this invoice 2 hours ago, at the same subtotal. ' +
        'The change of plan and other items are Stripe’s figure.',
    );
  });

  test('whose usage was corrected since: $2.34 less', () => {
    const quantities = { ...QUANTITIES, impressions: 1_400n };
    expect(view({}, { usage: usd(1_000n), quantities }).note).toBe(
      'Stripe previewed this invoice 2 hours ago, at a subtotal of $111.34. ' +
        'It is $2.34 less now, which discounts and tax do not show yet.',
    );
  });

  test('whose usage has grown within the plan: nothing else is due', () => {
    const quantities = { ...QUANTITIES, api_calls: 7n };
    expect(view({}, { quantities })).toMatchObject({
      previewed: { due: '$69.25' },
      note: 'Stripe previewed this invoice 2 hours ago. Usage since then has not changed its subtotal.',
    });
  });

  test('under a minimum: the true-up of $388.66 is due too, and is said to be no part of the preview', () => {
    const { previewed, note, subtotal } = view({}, { trueUp: usd(38_866n) });
    expect([subtotal, previewed?.due]).toEqual(['$500.00', '$457.91']);
    expect(note).toBe(
      'Stripe previewed this invoice 2 hours ago, at the same subtotal. ' +
        'The true-up is added when the invoice is made: Stripe’s preview is without it.',
    );
  });

  test('with tax within its prices: nothing comes on top, and how much is within is said', () => {
    const within = { discountMinor: 0n, taxMinor: 0n, includedTaxMinor: 1_778n, totalMinor: 11_134n };
    const { previewed, note } = view({ ...within, amountDueMinor: 6_134n });
    expect(previewed?.parts).toEqual([{ label: 'Credit on your account', amount: '-$50.00' }]);
    expect(note).toContain('$17.78 of tax are within its subtotal.');
  });

  test.each([
    [1_000n, 12_925n, 'Owed from before', '$10.00'],
    [-50_000n, 0n, 'Credit on your account', '-$119.25'],
    [0n, 0n, 'Too little to charge', '-$119.25'],
  ])('names the customer’s balance of %s: %s due', (balanceMinor, amountDueMinor, label, amount) => {
    expect(view({ balanceMinor, amountDueMinor }).previewed?.parts.at(-1)).toEqual({ label, amount });
  });

  test('below zero is kept as credit', () => {
    const preview = { discountMinor: 20_000n, taxMinor: 0n, totalMinor: -8_866n, balanceMinor: 0n };
    expect(view({ ...preview, amountDueMinor: 0n }).previewed?.parts.at(-1)).toEqual({
      label: 'Kept as credit',
      amount: '$88.66',
    });
  });
});

describe('the next invoice without a preview', () => {
  test('that Stripe was never asked for is a subtotal, and says so', () => {
    expect(view(null)).toMatchObject({
      subtotal: '$111.34',
      previewed: null,
      note:
        'Stripe has not previewed this invoice yet; it is asked once a day. ' +
        'Until then discounts, tax and credit on your account are not in the figure.',
    });
  });

  test('of this period takes nothing from that of an earlier one', () => {
    const shown = view({ periodStart: new Date('2026-10-01T00:00:00Z') });
    expect(shown.previewed).toBeNull();
    expect(shown.note).toMatch(
      /^Stripe’s last preview was of an earlier period; this one’s follows within a day\./,
    );
  });
});
