import { CATALOG } from '../../domain/catalog.ts';
import type { ServiceContext } from '../context.ts';
import { type ProvisionResult, provisionPlans } from './provision-plans.ts';

/**
 * The price list, at Stripe and in the database. Safe to run again and after a kill. With nothing missing it costs one
 * trip to the database and no call to Stripe. Throws `conflict` when a stored price differs from the list.
 */
export function provisionCatalog(ctx: ServiceContext): Promise<ProvisionResult> {
  return provisionPlans(ctx, {
    plans: CATALOG,
    audit: { action: 'catalog.provisioned', objectType: 'catalog', objectId: 'catalog' },
  });
}
