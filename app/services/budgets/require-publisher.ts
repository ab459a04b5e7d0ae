import { BillingError } from '../../domain/errors.ts';
import type { ServiceContext } from '../context.ts';

/** A budget is its publisher's own: staff reads it and changes nothing. Answers the publisher's customer id. */
export function requirePublisher({ actor }: ServiceContext): string {
  if (actor.kind === 'publisher') return actor.customerId;
  throw new BillingError('forbidden', 'Only the publisher itself can change its budgets.');
}

export function budgetNotFound(): BillingError {
  return new BillingError('not_found', 'This budget does not exist.');
}
