import type { Cause } from './cause.ts';

/** Units of one meter in one bucket of time (a UTC day, or a whole period), by where they are. */
export interface UsageBucket {
  /** Start of the bucket, ISO. */
  at: string;
  billable: bigint;
  /** Booked as late: never for the meter. */
  held: bigint;
  /** In the outbox, still to be sent. */
  pending: bigint;
  /** Refused by Stripe for good. */
  failed: bigint;
  /** Changed since, not yet in the outbox. */
  unqueued: bigint;
  /** Of these, of days that no sync looks at, because they were not marked when the hour changed. */
  forgotten: bigint;
  /** Taken by Stripe, without repairs of ours. */
  accepted: bigint;
  /** Of those, so lately that Stripe may not have counted them. */
  acceptedLately: bigint;
  stripe: bigint;
}

export interface UsageEvidence {
  /** Buckets that differ. */
  days: readonly { at: string; internal: bigint; stripe: bigint }[];
  pending: bigint;
  failed: bigint;
  unqueued: bigint;
  forgotten: bigint;
  accepted: bigint;
  acceptedLately: bigint;
}

export interface ClassifiedUsage {
  cause: Cause;
  evidence: UsageEvidence;
}

export interface UsageToClassify {
  buckets: readonly UsageBucket[];
  /** The other compared buckets of the same meter, so that usage in the wrong period is seen to be there. */
  neighbours: readonly UsageBucket[];
  isClosed: boolean;
}

/** What belongs on the meter. */
export function expectedOf({ billable, held }: UsageBucket): bigint {
  return billable - held;
}

/** The likeliest cause of a period's difference: first what our own outbox explains, then what Stripe's days show. */
export function classifyUsage(input: UsageToClassify): ClassifiedUsage {
  const { buckets } = input;
  const total = (of: (bucket: UsageBucket) => bigint) =>
    buckets.reduce((sum, bucket) => sum + of(bucket), 0n);
  const differing = buckets.filter(differs);
  const evidence: UsageEvidence = {
    days: differing.map((bucket) => ({
      at: bucket.at,
      internal: expectedOf(bucket),
      stripe: bucket.stripe,
    })),
    pending: total(({ pending }) => pending),
    failed: total(({ failed }) => failed),
    unqueued: total(({ unqueued }) => unqueued),
    forgotten: total(({ forgotten }) => forgotten),
    accepted: total(({ accepted }) => accepted),
    acceptedLately: total(({ acceptedLately }) => acceptedLately),
  };
  return { cause: causeOf(input, differing, evidence), evidence };
}

function causeOf(
  { neighbours, isClosed, buckets }: UsageToClassify,
  differing: readonly UsageBucket[],
  evidence: UsageEvidence,
): Cause {
  const { pending, unqueued, forgotten, failed, acceptedLately } = evidence;
  const difference = sumOf(buckets);
  if (forgotten !== 0n && difference === pending + unqueued) return 'forgotten';
  if (difference === pending + unqueued && difference !== 0n) return isClosed ? 'late' : 'pending_report';
  if (difference === pending + unqueued + failed && failed !== 0n) return 'pending_report';
  if (difference > 0n && difference === pending + unqueued + acceptedLately && acceptedLately !== 0n) {
    return 'pending_report';
  }
  if (isShifted(differing, neighbours)) return 'time_zone';
  if (difference < 0n && differing.every(isCountedTwice)) return 'duplicate';
  if (isClosed && difference > 0n && difference <= unqueued + pending) return 'late';
  if (differing.every((bucket) => bucket.accepted === expectedOf(bucket))) return 'edited_in_stripe';
  if (differing.every((bucket) => bucket.accepted === bucket.stripe)) return 'edited_here';
  return 'unknown';
}

function differs(bucket: UsageBucket): boolean {
  return expectedOf(bucket) !== bucket.stripe;
}

function sumOf(buckets: readonly UsageBucket[]): bigint {
  return buckets.reduce((sum, bucket) => sum + expectedOf(bucket) - bucket.stripe, 0n);
}

/** The days differ, all of them together do not: the same units stand on other days, as from another clock. */
function isShifted(differing: readonly UsageBucket[], neighbours: readonly UsageBucket[]): boolean {
  const all = [...differing, ...neighbours.filter(differs)];
  return all.length > 1 && sumOf(all) === 0n;
}

/** Stripe has a whole number of times what we sent, and we sent something. */
function isCountedTwice(bucket: UsageBucket): boolean {
  const expected = expectedOf(bucket);
  return expected > 0n && bucket.stripe > expected && bucket.stripe % expected === 0n;
}
