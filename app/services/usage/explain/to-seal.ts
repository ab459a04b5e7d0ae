import { z } from 'zod';
import type { UsageSeal } from './charge-explanation.ts';

const units = z.string().transform(BigInt);

const sealRow = z.object({
  digest: z.string(),
  hours: z.number(),
  quantity: units,
  sealed_digest: z.string().nullable(),
  sealed_hours: z.number().nullable(),
  sealed_quantity: units.nullable(),
  sealed_at: z.coerce.date().nullable(),
});

/** What `selectSeal` found: the digest at issue beside the digest of the rows as they are now. */
export function toSeal(rows: readonly unknown[]): UsageSeal {
  const row = sealRow.parse(rows[0]);
  const { digest, hours, quantity } = row;
  const sealed =
    row.sealed_digest === null || row.sealed_at === null
      ? null
      : {
          digest: row.sealed_digest,
          hours: row.sealed_hours ?? 0,
          quantity: row.sealed_quantity ?? 0n,
          at: row.sealed_at,
        };
  return {
    sealed,
    now: { digest, hours, quantity },
    isUnchanged: sealed === null ? null : sealed.digest === digest,
  };
}
