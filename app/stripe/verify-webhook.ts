import Stripe from 'stripe';

/** Stripe's own default: a body signed longer ago is refused, so that a captured one cannot be played again. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

export interface SignedBody {
  rawBody: string;
  /** The `Stripe-Signature` header. */
  signature: string | null;
  /** All secrets in force: two while one is being rolled. */
  secrets: readonly string[];
  receivedAt: Date;
}

/**
 * Whether Stripe signed exactly this body, with any of our secrets, within the tolerance. Only the signature is
 * checked: `constructEventAsync` would refuse thin events, which are signed the same way.
 */
export async function verifyWebhookSignature(input: SignedBody): Promise<boolean> {
  const { rawBody, signature, secrets, receivedAt } = input;
  if (signature === null) return false;
  for (const secret of secrets) {
    if (await isSignedWith(secret, rawBody, signature, receivedAt)) return true;
  }
  return false;
}

async function isSignedWith(
  secret: string,
  rawBody: string,
  signature: string,
  receivedAt: Date,
): Promise<boolean> {
  const verifier = Stripe.webhooks.signature;
  if (verifier === null) throw new Error('stripe-node came without its signature verifier');
  try {
    return await verifier.verifyHeaderAsync(
      rawBody,
      signature,
      secret,
      SIGNATURE_TOLERANCE_SECONDS,
      undefined,
      receivedAt.getTime(),
    );
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}
