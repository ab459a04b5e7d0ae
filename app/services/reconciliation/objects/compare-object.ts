import { classifyObject, type ObjectKind } from '../../../domain/reconciliation/classify-object.ts';
import { compareFacts, type FieldDifference } from '../../../domain/reconciliation/compare-facts.ts';
import type { StripeObject } from '../../../stripe/reconciliation/stripe-object.ts';
import { canonicalJson } from '../../idempotency/request-hash.ts';
import type { StoredDifference } from '../difference.ts';
import type { HereObject, HereSide, Traces } from './load-here.ts';
import { hereFacts, stripeFacts } from './stripe-facts.ts';

/** Our customer that an object of Stripe's belongs to; null for an object that is not ours. */
export function ownerOf(there: StripeObject, { objects, owners }: HereSide): string | null {
  const here = objects.get(there.stripeId);
  return here?.customer_id ?? owners.get(there.stripeCustomerId ?? '') ?? null;
}

/** One object on both sides; null where nothing differs, or where the object is not ours. */
export function compareObject(
  kind: ObjectKind,
  there: StripeObject,
  side: HereSide,
): StoredDifference | null {
  const here = side.objects.get(there.stripeId) ?? null;
  const owner = ownerOf(there, side);
  if (owner === null) return null;
  const fields = compareFacts(
    here === null ? null : hereFacts(kind, here.facts),
    stripeFacts(there, side.prices),
  );
  return toDifference({
    kind,
    fields,
    here,
    owner,
    stripeId: there.stripeId,
    chargeId: there.chargeId ?? here?.charge_id ?? null,
    currency: here?.currency ?? there.facts.currency ?? null,
    traces: side.traces.get(there.stripeId),
    createdAt: there.createdAt,
    changedAt: there.changedAt,
  });
}

/** One of ours that Stripe does not have. */
export function unlistedToDifference(
  kind: ObjectKind,
  here: HereObject,
  traces: Traces | undefined,
): StoredDifference | null {
  return toDifference({
    kind,
    fields: compareFacts(here.facts, null),
    here,
    owner: here.customer_id,
    stripeId: here.stripe_id,
    chargeId: here.charge_id,
    currency: here.currency,
    traces,
    createdAt: null,
    changedAt: null,
  });
}

interface Compared {
  kind: ObjectKind;
  fields: readonly FieldDifference[];
  here: HereObject | null;
  owner: string;
  stripeId: string;
  chargeId: string | null;
  currency: string | null;
  traces: Traces | undefined;
  createdAt: Date | null;
  changedAt: Date | null;
}

/** What an event tells that is on its way through the inbox is not a difference. */
function toDifference(compared: Compared): StoredDifference | null {
  const { kind, fields, here, traces, currency, createdAt, changedAt } = compared;
  if (fields.length === 0 || isInFlight(traces)) return null;
  const seen = {
    lastEventAt: traces?.last_event_at ?? null,
    waiting: traces?.waiting ?? 0,
    dead: traces?.dead ?? 0,
    changedAt: changedAt ?? createdAt,
  };
  const cause = classifyObject(kind, fields, seen);
  const amount = amountEffect(fields);
  return {
    key: objectKey(kind, compared.stripeId),
    fingerprint: canonicalJson(fields),
    kind,
    customerId: compared.owner,
    subscriptionId: null,
    objectId: here?.object_id ?? null,
    stripeId: compared.stripeId,
    metric: null,
    periodStart: null,
    periodEnd: null,
    internalValue: null,
    stripeValue: null,
    percentageDiff: null,
    currency,
    amountEffectMinor: amount === null ? null : String(amount),
    fields,
    cause,
    evidence: {
      ...seen,
      createdAt,
      changedAt,
      chargeId: compared.chargeId,
      isDraft: here?.facts.status === 'draft',
    },
  };
}

export function isInFlight(traces: Traces | undefined): boolean {
  return (traces?.in_flight ?? 0) > 0;
}

export function objectKey(kind: ObjectKind, stripeId: string): string {
  return `${kind}:${stripeId}`;
}

const AMOUNTS = ['total', 'amount', 'lines', 'paid', 'refunded', 'tax'];

/** The first amount that differs, ours less Stripe's; null where none does. */
function amountEffect(fields: readonly FieldDifference[]): bigint | null {
  for (const name of AMOUNTS) {
    const found = fields.find(({ field }) => field === name);
    if (found?.internal != null && found.stripe != null) return BigInt(found.internal) - BigInt(found.stripe);
  }
  return null;
}
