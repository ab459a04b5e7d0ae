import { expect, test } from 'vitest';
import { money } from '../../domain/money.ts';
import type { CustomerStory, StoryAlert } from '../../services/customers/customer-story.ts';
import { toTimeline } from './timeline.server.ts';

const STORY: CustomerStory = {
  customer: {
    id: 'c1',
    name: 'Pixel Forge',
    email: 'billing@forge.test',
    stripeCustomerId: null,
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    taxId: null,
    paymentMethodLabel: null,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    deletedAt: null,
  },
  usage: null,
  ratingCheck: null,
  subscriptions: [],
  invoices: [],
  payments: [],
  dunning: [],
  notices: [],
  budgets: [],
  alerts: [],
  events: [],
  audit: [],
};

const CROSSED: StoryAlert = {
  id: 'a1',
  metric: null,
  budget: { name: 'Launch', basis: 'actual', amount: money(50_000n, 'usd'), spent: money(41_200n, 'usd') },
  thresholdPercent: 80,
  crossedAt: new Date('2026-04-15T00:00:00Z'),
  recoveredAt: null,
};

function tell(story: Partial<CustomerStory>) {
  return toTimeline({ ...STORY, ...story }, 'en-US')
    .filter(({ kind }) => kind !== 'Customer')
    .map(({ kind, text, tone }) => [kind, text, tone]);
}

test('a budget that was passed is named, with its step, its amount and what was spent', () => {
  expect(tell({ alerts: [CROSSED] })).toEqual([
    ['Budget', '“Launch” passed 80% of $500.00: $412.00 spent', 'warning'],
  ]);
});

test('what was expected is said to be, and when it was taken back', () => {
  const budget = CROSSED.budget && { ...CROSSED.budget, basis: 'forecast' };
  const recoveredAt = new Date('2026-04-16T00:00:00Z');
  expect(tell({ alerts: [{ ...CROSSED, budget, recoveredAt }] })).toEqual([
    ['Budget', 'Taken back: “Launch” passed 80% of $500.00: $412.00 expected', 'neutral'],
    ['Budget', '“Launch” passed 80% of $500.00: $412.00 expected', 'warning'],
  ]);
});

test('what the plan includes is no budget', () => {
  expect(tell({ alerts: [{ ...CROSSED, metric: 'api_calls', budget: null }] })).toEqual([
    ['Usage', 'API calls passed 80% of the limit', 'warning'],
  ]);
});

test('a budget is told when it was set, with what it is now, and when it was deleted', () => {
  const budget = {
    id: 'b1',
    name: 'Launch',
    amount: money(50_000n, 'usd'),
    steps: [50, 80],
    createdAt: new Date('2026-04-02T00:00:00Z'),
    deletedAt: new Date('2026-04-20T00:00:00Z'),
  };
  expect(tell({ budgets: [budget] })).toEqual([
    ['Budget', '“Launch” deleted', 'neutral'],
    ['Budget', '“Launch” set: now $500.00, told at 50% and 80%', 'info'],
  ]);
});

test('notices and events are told in words, with what machines call them beside', () => {
  const at = new Date('2026-04-15T00:00:00Z');
  const payload = {
    ...{ metric: 'impressions', thresholdPercent: 80, quantity: '800000', includedUnits: '1000000' },
    periodStart: '2026-04-01T00:00:00.000Z',
  };
  const notice = {
    id: 'n1',
    channel: 'in_app',
    kind: 'usage.limit_crossed',
    payload,
    status: 'sent',
    createdAt: at,
  };
  const event = {
    ...{ id: 'e1', type: 'customer.subscription.updated', stripeEventId: 'evt_1', objectId: 'sub_1' },
    ...{ receivedAt: at, status: 'done', outcome: 'unchanged' },
  };
  const told = toTimeline({ ...STORY, notices: [notice], events: [event] }, 'en-US');
  expect(told.slice(0, 2)).toMatchObject([
    {
      text: 'Subscription updated: nothing new',
      code: 'customer.subscription.updated sub_1',
      to: '/admin/billing/events/evt_1',
    },
    {
      text: 'To the customer, sent in the console: “Impressions: 80% of your plan is used”',
      code: 'usage.limit_crossed',
    },
  ]);
  const mail = { ...notice, channel: 'email', kind: 'unheard.of', payload: {}, status: 'dead' };
  expect(tell({ notices: [mail] })).toEqual([
    ['Notice', 'To the customer, could not be sent by mail: “A notice about your billing”', 'danger'],
  ]);
  const odd = { ...mail, channel: 'constructor', status: 'valueOf' };
  expect(tell({ notices: [odd] })).toMatchObject([
    ['Notice', expect.stringContaining(', valueOf constructor:'), 'neutral'],
  ]);
});
