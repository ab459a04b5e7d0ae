import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';

/** Staff of either role, or a job of ours. Publishers get `forbidden`. */
export function requireStaff(actor: Actor): void {
  if (actor.kind === 'publisher') {
    throw new BillingError('forbidden', 'This page is for ApexMediation staff.');
  }
}
