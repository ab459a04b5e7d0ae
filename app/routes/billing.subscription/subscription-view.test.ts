import { expect, test } from 'vitest';
import { money } from '../../domain/money.ts';
import type { SubscriptionDetails } from '../../services/subscriptions/subscription-details.ts';
import { toSubscriptionView } from './subscription-view.server.ts';

const APRIL = { start: new Date('2026-04-01T00:00:00Z'), end: new Date('2026-05-01T00:00:00Z') };
const ENDED = new Date('2026-04-20T00:00:00Z');

function view(change: Partial<SubscriptionDetails> = {}) {
  const details: SubscriptionDetails = {
    id: 'subscription',
    customerName: 'Ads',
    status: 'active',
    plan: { id: 'starter', name: 'Starter', version: 1 },
    currency: 'usd',
    monthlyFee: money(9_900n, 'usd'),
    minimumCommitment: null,
    metrics: [],
    period: APRIL,
    startedAt: APRIL.start,
    endedAt: null,
    endsAt: null,
    paymentMethodLabel: null,
    failedPayments: [],
    ...change,
  };
  return toSubscriptionView(details, { locale: 'en-US', mayPay: true });
}

test.each([
  ['renews', {}, 'Renews on May 1, 2026', null, 'Current period'],
  ['is to end', { endsAt: ENDED }, 'Ends on Apr 20, 2026', null, 'Current period'],
  ['has ended', { endedAt: ENDED, endsAt: ENDED }, 'Ended on Apr 20, 2026', 'Apr 20, 2026', 'Last period'],
])('a plan that %s says when', (_, change, renewal, endedOn, period) => {
  const shown = view(change);
  expect([shown.renewal, shown.endedOn, shown.facts[0]?.term]).toEqual([renewal, endedOn, period]);
});
