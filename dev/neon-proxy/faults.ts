import { createHash } from 'node:crypto';

export interface DatabaseFaults {
  /** Share of requests and connections that are cut, 0 to 1. */
  dbDrop: number;
  seed: number;
}

export interface Dropper {
  /** Whether this attempt is cut, and if so whether before or after PostgreSQL has done the work. */
  drop(id: string): 'no' | 'before' | 'after';
}

/** Drawn from hash(seed, id, attempt): the same requests meet the same fate, however they are interleaved. */
export function createDropper({ dbDrop, seed }: DatabaseFaults): Dropper {
  const attempts = new Map<string, number>();
  return {
    drop(id) {
      if (dbDrop <= 0) return 'no';
      const key = createHash('sha256').update(id).digest('base64');
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      const digest = createHash('sha256').update(`${seed}:${key}:${attempt}`).digest('hex');
      if (Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32 >= dbDrop) return 'no';
      return Number.parseInt(digest.slice(8, 10), 16) < 128 ? 'before' : 'after';
    },
  };
}
