import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { type AlertThresholds, isAlarming } from '../../domain/reconciliation/alert-thresholds.ts';
import type { StripeRefusal } from '../../stripe/refusal.ts';
import { toJson } from '../audit/to-json.ts';
import type { ServiceContext } from '../context.ts';
import { type ClaimedShard, SHARD_LEASE_MS } from './claim-shard.ts';
import type { JudgedKey, StoredDifference } from './difference.ts';
import { retireCases } from './retire-cases.ts';

/** What one step of a shard came to: at most a page of a list, or the meters of a few customers. */
export interface Step {
  differences: readonly StoredDifference[];
  /** What cases may be gone by. */
  judged: readonly JudgedKey[];
  compared: number;
  withinTolerance: number;
  stripeCalls: number;
  /** Listed, but of no customer of ours. */
  foreign: number;
  /** Stripe ids that were listed. */
  seen: readonly string[];
  /** Where the next step begins; null when the shard is done. */
  cursor: string | null;
}

/**
 * Differences, cases that are gone, and progress in one batch. Doing a step again writes the same rows again; who has
 * lost the shard to another writes no progress.
 */
export async function recordStep(
  ctx: ServiceContext,
  { shard, step, now }: { shard: ClaimedShard; step: Step; now: Date },
): Promise<void> {
  const at = instantSql(now);
  const isDone = step.cursor === null;
  const runId = shard.run.id;
  const differences = step.differences.map((found) => ({
    ...found,
    alerted: isToldToStaff(found, shard.run.alertThresholds),
  }));
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      update reconciliation_shards set
        cursor = ${step.cursor}, status = ${isDone ? 'done' : 'pending'},
        lease_until = case when ${isDone} then null else ${instantSql(new Date(now.getTime() + SHARD_LEASE_MS))} end,
        compared = compared + ${step.compared}, within_tolerance = within_tolerance + ${step.withinTolerance},
        stripe_calls = stripe_calls + ${step.stripeCalls}, foreign_objects = foreign_objects + ${step.foreign},
        attempts = 0, last_error = null
      where run_id = ${runId} and position = ${shard.position} and lease_token = ${shard.leaseToken}::uuid
        and status = 'pending'`),
    db.execute(sql`
      insert into reconciliation_seen (run_id, stripe_id)
      select ${runId}, value from json_array_elements_text(${JSON.stringify(step.seen)}::json)
      on conflict do nothing`),
    db.execute(sql`
      insert into reconciliation_differences (id, run_id, key, fingerprint, kind, customer_id, subscription_id,
        object_id, stripe_id, metric, period_start, period_end, internal_value, stripe_value, percentage_diff,
        currency, amount_effect_minor, fields, cause, evidence, alerted, created_at)
      select gen_random_uuid(), ${runId}, d.key, d.fingerprint, d.kind, d."customerId", d."subscriptionId",
        d."objectId", d."stripeId", d.metric, d."periodStart", d."periodEnd", d."internalValue", d."stripeValue",
        d."percentageDiff", d.currency, d."amountEffectMinor", d.fields, d.cause, d.evidence, d.alerted, ${at}
      from json_to_recordset(${JSON.stringify(toJson(differences))}::json) as d (
        key text, fingerprint text, kind text, "customerId" uuid, "subscriptionId" uuid, "objectId" uuid,
        "stripeId" text, metric text, "periodStart" timestamptz, "periodEnd" timestamptz, "internalValue" numeric,
        "stripeValue" numeric, "percentageDiff" numeric, currency text, "amountEffectMinor" bigint, fields jsonb,
        cause text, evidence jsonb, alerted boolean)
      on conflict (run_id, key) do nothing`),
    db.execute(retireCases(ctx, { runId, judged: step.judged, now })),
  ]);
}

function isToldToStaff(found: StoredDifference, thresholds: AlertThresholds): boolean {
  const { internalValue, stripeValue, amountEffectMinor } = found;
  const isCounted = internalValue !== null && stripeValue !== null;
  const question = {
    ...found,
    difference: isCounted ? BigInt(internalValue) - BigInt(stripeValue) : null,
    amountEffectMinor: amountEffectMinor === null ? null : BigInt(amountEffectMinor),
  };
  return isAlarming(question, thresholds);
}

/**
 * Later again, or given up after the last attempt in a row; what the shard has found so far stays. A Stripe that does not
 * answer is no failure of the step's: it is waited for, as long as the run may take. One that refuses our key is not: no
 * other try would fare better.
 */
export async function failStep(
  ctx: ServiceContext,
  { shard, error, refusal, now }: FailedStep,
): Promise<void> {
  const isKeyRefused = refusal?.kind === 'key';
  const isWaitedFor =
    refusal !== null && !isKeyRefused && now.getTime() - shard.run.startedAt.getTime() < LONGEST_RUN_MS;
  const isLast = isKeyRefused || (!isWaitedFor && shard.attempts + 1 >= MAX_ATTEMPTS);
  const delayMs = isWaitedFor
    ? Math.max(refusal.retryAfterMs ?? 0, REFUSED_DELAY_MS)
    : FIRST_DELAY_MS * 4 ** shard.attempts;
  const runAfter = new Date(now.getTime() + delayMs);
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      update reconciliation_shards set status = ${isLast ? 'failed' : 'pending'},
        attempts = attempts + ${isWaitedFor ? 0 : 1},
        run_after = ${instantSql(runAfter)}, lease_until = null, last_error = ${error}
      where run_id = ${shard.run.id} and position = ${shard.position}
        and lease_token = ${shard.leaseToken}::uuid and status = 'pending'`),
  ]);
}

/** The budget of this invocation is spent; whoever comes next goes on at once. */
export async function releaseShard(ctx: ServiceContext, shard: ClaimedShard): Promise<void> {
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      update reconciliation_shards set lease_until = null
      where run_id = ${shard.run.id} and position = ${shard.position}
        and lease_token = ${shard.leaseToken}::uuid and status = 'pending'`),
  ]);
}

export interface FailedStep {
  shard: ClaimedShard;
  error: string;
  /** Why Stripe did not answer; null when the failure is another. */
  refusal: StripeRefusal | null;
  now: Date;
}

/** By then the next night's run begins. */
const LONGEST_RUN_MS = 20 * 60 * 60_000;
const REFUSED_DELAY_MS = 60_000;

/** Then 5 s, 20 s, 80 s, 5 min and 21 min have been waited. */
const MAX_ATTEMPTS = 6;
const FIRST_DELAY_MS = 5_000;
