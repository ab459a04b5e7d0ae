import type { Cause } from './cause.ts';
import { EXISTENCE, type FieldDifference } from './compare-facts.ts';

export const OBJECT_KINDS = ['customer', 'subscription', 'invoice', 'payment', 'refund'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** What the inbox knows of an object. */
export interface ObjectTraces {
  /** When Stripe made the last event of it that reached us. */
  lastEventAt: Date | null;
  /** Events of it that wait, or that we have given up on. */
  waiting: number;
  dead: number;
  /** When the object last changed, as far as Stripe tells. */
  changedAt: Date | null;
}

/** What only the console, or nobody, may change: that Stripe says otherwise is somebody's edit there. */
const OURS: Readonly<Partial<Record<ObjectKind, readonly string[]>>> = {
  customer: ['email', 'currency'],
  subscription: ['anchor', 'currency'],
};

/** What is settled once the object stands: if we say otherwise, our copy was changed. */
const FIXED: Readonly<Partial<Record<ObjectKind, readonly string[]>>> = {
  invoice: ['currency', 'lines', 'number', 'tax', 'total'],
  payment: ['amount', 'currency'],
  refund: ['amount', 'currency'],
};

/** Stripe does not say when it changed, and nobody here sets it: we were not told. */
const UNDATED: Readonly<Partial<Record<ObjectKind, readonly string[]>>> = {
  subscription: ['status'],
};

/** Event times are whole seconds, and an event is made just after what it tells. */
const SAME_MOMENT_MS = 2_000;

export function classifyObject(
  kind: ObjectKind,
  fields: readonly FieldDifference[],
  traces: ObjectTraces,
): Cause {
  const names = fields.map(({ field }) => field);
  if (names.includes('catalog') || names.includes('plan')) return 'plan_mismatch';
  if (names.some((name) => OURS[kind]?.includes(name))) return 'edited_in_stripe';
  if (names.some((name) => FIXED[kind]?.includes(name))) return 'edited_here';
  if (isMissingThere(fields)) return traces.lastEventAt === null ? 'edited_here' : 'edited_in_stripe';
  if (traces.waiting > 0 || traces.dead > 0 || traces.lastEventAt === null) return 'missed_webhook';
  if (isMissingHere(fields)) return 'edited_here';
  if (names.every((name) => UNDATED[kind]?.includes(name))) return 'missed_webhook';
  if (traces.changedAt === null) return 'unknown';
  const isUntold = traces.changedAt.getTime() > traces.lastEventAt.getTime() + SAME_MOMENT_MS;
  return isUntold ? 'missed_webhook' : 'edited_here';
}

export function isMissingHere(fields: readonly FieldDifference[]): boolean {
  return fields.some(({ field, internal }) => field === EXISTENCE && internal === 'no');
}

export function isMissingThere(fields: readonly FieldDifference[]): boolean {
  return fields.some(({ field, stripe }) => field === EXISTENCE && stripe === 'no');
}
