import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/** Makes the product under our own id, or leaves the one that is there. */
export async function ensureProduct(
  stripe: StripeClient,
  product: { id: string; name: string; metadata: Record<string, string> },
): Promise<void> {
  try {
    await stripe.products.create(product, { idempotencyKey: `provision:product:${product.id}` });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'resource_already_exists') return;
    throw error;
  }
}
