import { createHash, randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Bytes from here on would make the first letters of the alphabet likelier than the rest. */
const EVEN_BYTES = 248;
const pool = new Uint8Array(8192);
let used = pool.length;

/** An id in Stripe's manner for a request: a prefix and random letters. Objects get theirs from `newId`. */
export function randomId(prefix: string, length: number): string {
  return `${prefix}_${randomText(length)}`;
}

export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used++] ?? 0;
    if (byte < EVEN_BYTES) text += ALPHABET[byte % ALPHABET.length];
  }
  return text;
}

/** Letters that look random and are the same for the same seed. */
export function seededText(seed: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    for (const byte of createHash('sha256').update(`${seed}|${block}`).digest()) {
      if (byte < EVEN_BYTES && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}
