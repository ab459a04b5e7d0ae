import { expect, test } from 'vitest';
import { eventTypeWords } from './event-type.ts';

test.each([
  ['invoice.payment_failed', 'Invoice payment failed'],
  ['customer.updated', 'Customer updated'],
  ['customer.subscription.deleted', 'Subscription deleted'],
  ['credit_note.created', 'Credit note created'],
  ['v1.billing.meter.error_report_triggered', 'Billing meter error report triggered'],
  ['ping', 'Ping'],
])('%s is told as “%s”', (type, words) => {
  expect(eventTypeWords(type)).toBe(words);
});
