import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';

/** A publisher that names another customer, or none, finds nothing, as if nothing were there. */
export function requireOwnCustomer(actor: Actor, customerId: string | null): void {
  if (actor.kind === 'publisher' && actor.customerId !== customerId) {
    throw new BillingError('not_found', 'There is nothing at this address.', {
      detail: `Publisher of ${actor.customerId} asked for ${customerId}`,
    });
  }
}
