import { expect, test } from 'vitest';
import { money } from '../../domain/money.ts';
import type { StoryRatingCheck } from '../../services/customers/customer-story.ts';
import { toRatingCheckView } from './rating-check-view.server.ts';

const CHECK: StoryRatingCheck = {
  status: 'matched',
  reason: null,
  ours: money(67_900n, 'usd'),
  stripe: money(67_900n, 'usd'),
  checkedAt: new Date('2026-11-22T16:20:00Z'),
};

test.each<[Partial<StoryRatingCheck>, string, string]>([
  [{}, 'Agrees', 'Fee and usage come to $679.00 by our rating, and so does Stripe’s preview.'],
  [
    { status: 'mismatched', stripe: money(68_000n, 'usd') },
    'Differs',
    'Fee and usage come to $679.00 by our rating, to $680.00 by Stripe’s preview.',
  ],
  [
    { status: 'skipped', reason: 'Usage of the period is not on the meter yet.' },
    'Not compared',
    'Usage of the period is not on the meter yet.',
  ],
])('a comparison %o is told with both figures, or with why there is none', (change, label, text) => {
  expect(toRatingCheckView({ ...CHECK, ...change }, 'en-US')).toMatchObject({ status: { label }, text });
});
