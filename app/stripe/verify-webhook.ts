/** Stripe's own default: a body signed longer ago is refused, so that a captured one cannot be played again. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

export interface SignedBody {
  rawBody: string;
  /** The `Stripe-Signature` header. */
  signature: string | null;
  /** All secrets in force: two while one is being rolled. */
  secrets: readonly string[];
  receivedAt: Date;
}

/**
 * Whether Stripe signed exactly this body, with any of our secrets, within the tolerance, by the rules that Stripe
 * documents. Only the signature is checked, so thin events pass too. stripe-node imports the key anew for each secret
 * and body, which is most of what its check costs; here a key is imported once.
 */
export async function verifyWebhookSignature(input: SignedBody): Promise<boolean> {
  const { rawBody, signature, secrets, receivedAt } = input;
  const header = parseHeader(signature);
  if (header === null || rawBody === '') return false;
  const age = Math.floor(receivedAt.getTime() / 1_000) - header.timestamp;
  if (age > SIGNATURE_TOLERANCE_SECONDS) return false;
  const signed = new TextEncoder().encode(`${header.timestampText}.${rawBody}`);
  for (const secret of secrets.filter((value) => value !== '')) {
    const key = await keyOf(secret);
    for (const candidate of header.signatures) {
      // Compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, candidate, signed)) return true;
    }
  }
  return false;
}

interface SignatureHeader {
  timestamp: number;
  timestampText: string;
  /** Of the scheme v1; others are for tests or to come. */
  signatures: readonly Uint8Array<ArrayBuffer>[];
}

function parseHeader(header: string | null): SignatureHeader | null {
  let timestampText: string | null = null;
  const signatures: Uint8Array<ArrayBuffer>[] = [];
  for (const part of (header ?? '').split(',')) {
    const [name, value = ''] = part.split('=', 2);
    if (name === 't') timestampText = value;
    else if (name === 'v1' && /^[0-9a-f]{64}$/.test(value)) signatures.push(fromHex(value));
  }
  if (timestampText === null || !/^\d{1,15}$/.test(timestampText) || signatures.length === 0) return null;
  return { timestamp: Number(timestampText), timestampText, signatures };
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}

/** The Worker's own secrets, which do not change while it lives: a handful at most. */
const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const imported = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), HMAC, false, ['verify']);
  keys.set(secret, imported);
  return imported;
}
