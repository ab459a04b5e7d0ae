const DIGEST_BYTES = 8;

/**
 * An idempotency key for what is asked: the same request repeats it, a corrected one (another card, another day) has
 * its own, because Stripe refuses a known key with other parameters.
 */
export async function requestKey(subject: string, params: object): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(params)));
  const hex = [...new Uint8Array(digest.slice(0, DIGEST_BYTES))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return `${subject}:${hex.join('')}`;
}
