import { ownerSql } from './workers.ts';

type KeptRatingCheck = {
  customerId: string;
  status: string;
  reason: string | null;
  oursMinor: bigint;
  stripeMinor: bigint;
  lines: { component: string; oursMinor: string[]; stripeMinor: string[] }[];
};

/** What the comparisons with Stripe's previews have left, the last one first; of one status, or all. */
export async function ratingChecks(
  status?: 'matched' | 'mismatched' | 'skipped',
): Promise<KeptRatingCheck[]> {
  const rows = await ownerSql<KeptRatingCheck>(
    `SELECT customer_id AS "customerId", status, reason, ours_minor::text AS "oursMinor",
       stripe_minor::text AS "stripeMinor", lines
     FROM rating_checks WHERE status = coalesce($1, status) ORDER BY checked_at DESC`,
    [status ?? null],
  );
  return rows.map((row) => ({
    ...row,
    oursMinor: BigInt(row.oursMinor),
    stripeMinor: BigInt(row.stripeMinor),
  }));
}
