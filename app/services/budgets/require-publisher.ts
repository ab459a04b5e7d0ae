import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';
import type { ServiceContext } from '../context.ts';

/** A budget is its publisher's own: staff reads it and changes nothing. */
export function requirePublisher({ actor }: ServiceContext): Extract<Actor, { kind: 'publisher' }> {
  if (actor.kind === 'publisher') return actor;
  throw new BillingError('forbidden', 'Only the publisher itself can change its budgets.');
}

export function budgetNotFound(): BillingError {
  return new BillingError('not_found', 'This budget does not exist.');
}
