import type { ObjectKind } from '../../../domain/reconciliation/classify-object.ts';
import type { StripeObject } from '../../../stripe/reconciliation/stripe-object.ts';
import type { ServiceContext } from '../../context.ts';
import type { ClaimedShard } from '../claim-shard.ts';
import type { JudgedKey, StoredDifference } from '../difference.ts';
import type { Pace } from '../pace.ts';
import type { Step } from '../record-step.ts';
import { compareObject, isInFlight, objectKey, ownerOf, unlistedToDifference } from './compare-object.ts';
import { findStripeCustomer } from './find-stripe-customer.ts';
import { type HereObject, type HereSide, loadHere, loadUnlisted, type Traces } from './load-here.ts';
import { OBJECT_SOURCES } from './object-source.ts';

/** The cursor of the last step, after Stripe's list has ended. */
const UNLISTED = 'unlisted';
const UNLISTED_LIMIT = 500;
const BEGINNING = new Date(0);

interface ObjectWork {
  shard: ClaimedShard;
  kind: ObjectKind;
  pace: Pace;
  now: Date;
}

/** Compares one page of Stripe's list; after the last page, what we have and Stripe did not list. */
export async function workObjects(ctx: ServiceContext, work: ObjectWork): Promise<Step> {
  const { shard, kind, pace, now } = work;
  const { run } = shard;
  if (shard.cursor === UNLISTED) return workUnlisted(ctx, work);
  const stripeCustomerId = run.customerId === null ? null : await findStripeCustomer(ctx, run.customerId);
  if (run.customerId !== null && stripeCustomerId === null) return EMPTY;
  const source = OBJECT_SOURCES[kind];
  const page = await pace.ask(() =>
    source.list(ctx.stripe, {
      stripeCustomerId,
      from: source.byRange ? run.objectsFrom : BEGINNING,
      to: source.byRange ? run.asOf : now,
      after: shard.cursor,
    }),
  );
  for (let extra = 1; extra < page.calls; extra += 1) await pace.take();
  const side = await loadHere(ctx, { kind, page: page.objects, now });
  const ours = page.objects.filter((object) => ownerOf(object, side) !== null);
  const compared = ours.map((object) => compareOne(kind, object, side));
  return {
    differences: compared.flatMap(({ difference }) => difference ?? []),
    judged: compared.flatMap(({ judged }) => judged ?? []),
    compared: ours.length,
    withinTolerance: 0,
    stripeCalls: page.calls,
    foreign: page.objects.length - ours.length,
    seen: page.objects.map(({ stripeId }) => stripeId),
    cursor: page.next ?? UNLISTED,
  };
}

/** A list by creation may miss what Stripe has all the same, so each is asked for before it counts as missing there. */
async function workUnlisted(ctx: ServiceContext, { shard, kind, pace, now }: ObjectWork): Promise<Step> {
  const { objects, traces } = await loadUnlisted(ctx, { kind, run: shard.run, limit: UNLISTED_LIMIT, now });
  const compared: ComparedObject[] = [];
  for (const here of objects) {
    compared.push(await pace.ask(() => compareUnlisted(ctx, { kind, here, traces, now })));
  }
  return {
    differences: compared.flatMap(({ difference }) => difference ?? []),
    judged: compared.flatMap(({ judged }) => judged ?? []),
    compared: objects.length,
    withinTolerance: 0,
    stripeCalls: objects.length,
    foreign: 0,
    seen: objects.map((object) => object.stripe_id),
    cursor: objects.length === UNLISTED_LIMIT ? UNLISTED : null,
  };
}

async function compareUnlisted(
  ctx: ServiceContext,
  input: {
    kind: ObjectKind;
    here: HereObject;
    traces: Awaited<ReturnType<typeof loadUnlisted>>['traces'];
    now: Date;
  },
): Promise<ComparedObject> {
  const { kind, here, traces, now } = input;
  const there = await OBJECT_SOURCES[kind].get(ctx.stripe, here.stripe_id);
  if (there !== null) return compareOne(kind, there, await loadHere(ctx, { kind, page: [there], now }));
  const own = traces.get(here.stripe_id);
  return toCompared(objectKey(kind, here.stripe_id), unlistedToDifference(kind, here, own), own);
}

interface ComparedObject {
  difference: StoredDifference | null;
  /** Null while an event about it is on its way. */
  judged: JudgedKey | null;
}

function compareOne(kind: ObjectKind, there: StripeObject, side: HereSide): ComparedObject {
  const { stripeId } = there;
  const difference = compareObject(kind, there, side);
  return toCompared(objectKey(kind, stripeId), difference, side.traces.get(stripeId));
}

function toCompared(
  key: string,
  difference: StoredDifference | null,
  traces: Traces | undefined,
): ComparedObject {
  const judged = isInFlight(traces) ? null : { key, fingerprint: difference?.fingerprint ?? null };
  return { difference, judged };
}

const EMPTY: Step = {
  differences: [],
  judged: [],
  compared: 0,
  withinTolerance: 0,
  stripeCalls: 0,
  foreign: 0,
  seen: [],
  cursor: null,
};
