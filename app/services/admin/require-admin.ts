import type { Actor } from '../../domain/actor.ts';
import { BillingError } from '../../domain/errors.ts';

/** Staff that may change things, or a job of ours. Publishers and staff that only reads get `forbidden`. */
export function requireAdmin(actor: Actor): void {
  if (actor.kind === 'system' || (actor.kind === 'staff' && actor.role === 'admin')) return;
  throw new BillingError('forbidden', 'Your role does not allow this.');
}
