import { createHash } from 'node:crypto';

/** What goes wrong on purpose: shares between 0 and 1, `delayMs` in real milliseconds. */
export interface Faults {
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly drop?: number;
  readonly delayMs?: number;
  readonly stripe5xx?: number;
  readonly stripe429?: number;
  readonly stripeTimeout?: number;
  readonly seed?: number;
}

const SHARES = ['duplicate', 'reorder', 'drop', 'stripe5xx', 'stripe429', 'stripeTimeout'] as const;
export type Share = (typeof SHARES)[number];

const FIELDS: ReadonlySet<string> = new Set([...SHARES, 'delayMs', 'seed']);

/** Refuses a malformed request for faults, naming the field. */
export function requireFaults(faults: Faults): Faults {
  for (const field of Object.keys(faults)) {
    if (!FIELDS.has(field)) throw new RangeError(`${field} is not known here`);
  }
  for (const field of SHARES) {
    const share = faults[field];
    if (share !== undefined && !(share >= 0 && share <= 1))
      throw new RangeError(`${field} must be between 0 and 1`);
  }
  const { delayMs, seed } = faults;
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= 60_000))
    throw new RangeError('delayMs must be between 0 and 60000');
  if (seed !== undefined && !Number.isInteger(seed)) throw new RangeError('seed must be an integer');
  return faults;
}

/** Whether a fault hits: a draw from hash(seed, fault, id, attempt), so concurrency does not change it. */
export function strikes(faults: Faults, share: Share, id: string, attempt: number): boolean {
  const probability = faults[share] ?? 0;
  if (probability === 0) return false;
  return draw(faults.seed ?? 0, share, id, attempt) < probability;
}

function draw(seed: number, share: string, id: string, attempt: number): number {
  const digest = createHash('sha256').update(`${seed}|${share}|${id}|${attempt}`).digest('hex');
  return Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32;
}
