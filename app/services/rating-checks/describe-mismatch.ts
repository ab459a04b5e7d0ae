import { money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import type { RatingCheck } from './compare-preview.ts';

/** Both numbers, in words. */
export function describeMismatch({ due, oursMinor, stripeMinor }: RatingCheck): string {
  const words = (minor: bigint) => formatMoney(money(minor, due.currency), 'en-US');
  return `${due.customer_name}: we rate the running period at ${words(oursMinor)}, Stripe previews ${words(stripeMinor)}`;
}

/** Staff is told once a subscription and period. */
export function mismatchAlert(mismatch: RatingCheck) {
  return alertStaff({
    kind: 'rating.mismatched',
    key: `rating:${mismatch.due.id}:${mismatch.due.period_start.toISOString()}`,
    title: 'Our rating differs from Stripe’s preview',
    text: describeMismatch(mismatch),
    path: `/admin/billing/customers/${mismatch.due.customer_id}`,
  });
}
