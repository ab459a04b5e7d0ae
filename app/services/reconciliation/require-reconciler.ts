import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';

/** Admins, and jobs of ours. `readonly` staff sees what was found and starts and mends nothing. */
export function requireReconciler(actor: Actor): void {
  if (actor.kind === 'system' || actor.role === 'admin') return;
  throw new BillingError('forbidden', 'Only an admin may reconcile.');
}
