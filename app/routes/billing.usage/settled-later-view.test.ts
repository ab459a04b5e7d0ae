import { describe, expect, test } from 'vitest';
import { money } from '../../domain/money.ts';
import type { SettledLater } from '../../services/usage/settled-later/settled-later.ts';
import { toSettledLaterView, trueUpOf } from './settled-later-view.server.ts';

const USD = { currency: 'usd', locale: 'en-US' } as const;
const START = new Date('2026-04-15T00:00:00Z');

function item(
  amountMinor: bigint,
  state: SettledLater['state'],
  given: Partial<SettledLater> = {},
): SettledLater {
  return {
    subscriptionId: 's',
    periodStart: START,
    component: 'impressions',
    kind: amountMinor < 0n ? 'late_credit' : 'late_usage',
    state,
    description: 'Late usage',
    quantityDelta: 1n,
    amount: money(amountMinor, 'usd'),
    createdAt: START,
    ...given,
  };
}

function trueUp(amountMinor: bigint, state: SettledLater['state'], given: Partial<SettledLater> = {}) {
  return item(amountMinor, state, { component: 'minimum', kind: 'minimum_true_up', ...given });
}

const EUROS = { amount: money(500n, 'eur') };

describe('late and corrected usage', () => {
  test('$100.00 billed and a credit of $100.00 awaited: nothing in total, and the credit is told as one', () => {
    const later = [item(10_000n, 'billed'), item(-10_000n, 'awaits_note')];
    expect(toSettledLaterView(later, USD)).toEqual({
      total: '$0.00',
      note: '$100.00 not on a credit note yet',
    });
  });

  test('awaited items and awaited credits are told apart', () => {
    const later = [item(1_200n, 'awaits_invoice'), item(-500n, 'awaits_note'), item(-100n, 'awaits_note')];
    expect(toSettledLaterView(later, USD)).toEqual({
      total: '$6.00',
      note: '$12.00 not on an invoice yet, $6.00 not on a credit note yet',
    });
  });

  test('what is undecided, void, or in another currency is no part of it', () => {
    const later = [item(1_200n, 'undecided'), item(1_300n, 'void'), item(500n, 'billed', EUROS)];
    expect(toSettledLaterView(later, USD)).toBeNull();
    expect(toSettledLaterView([...later, item(100n, 'billed')], USD)).toEqual({
      total: '$1.00',
      note: 'Invoiced later or credited',
    });
  });
});

describe('a true-up', () => {
  test('is told when it is on an invoice or will be', () => {
    const later = [trueUp(700n, 'billed'), trueUp(-200n, 'awaits_note'), item(100n, 'billed')];
    expect(trueUpOf(later, USD)).toEqual({
      total: '$5.00',
      note: 'Of this period, before discounts and tax',
    });
  });

  test.each(['void', 'free'] as const)('that is %s was charged to nobody', (state) => {
    expect(trueUpOf([trueUp(700n, state)], USD)).toBeNull();
  });

  test.each([
    ['undecided', 'With our billing team'],
    ['by_hand', 'Settled with you'],
    ['waived', 'Waived'],
  ] as const)('that is %s is told without an amount', (state, note) => {
    expect(trueUpOf([trueUp(0n, state)], USD)).toEqual({ total: '–', note });
  });

  test('in another currency is not added', () => {
    expect(trueUpOf([trueUp(700n, 'billed'), trueUp(0n, 'billed', EUROS)], USD)?.total).toBe('$7.00');
  });
});
