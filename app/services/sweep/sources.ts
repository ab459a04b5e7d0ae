import { type EventQuery, listEvents } from '../../stripe/list-events.ts';
import {
  listInvoices,
  listSubscriptions,
  type ObjectPage,
  type ObjectQuery,
} from '../../stripe/list-objects.ts';
import { readSubscribedTypes } from '../../stripe/read-subscribed-types.ts';
import type { ServiceContext } from '../context.ts';
import { storeSweptEvents } from '../webhooks/store-swept-events.ts';
import { queueDiffering } from './queue-differing.ts';
import type { Pass, SweepSource, SweptPage } from './sweep-source.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Stripe gives up on a delivery after three days. */
const UNDELIVERED_FOR_MS = 4 * DAY_MS;
/** Stripe keeps events for 30 days; asking for the last of them would race with its forgetting. */
const EVENTS_KEPT_MS = 29 * DAY_MS;
/** A list may lag behind what it lists. */
const OVERLAP_MS = HOUR_MS;
/** What is older has been through a whole period, and reconciliation. */
const RECENT_OBJECTS_MS = 40 * DAY_MS;

/** What Stripe says it could not deliver, whatever we think. */
const undelivered: SweepSource = {
  name: 'undelivered',
  everyMs: 0,
  from: (now) => new Date(now.getTime() - UNDELIVERED_FOR_MS),
  readPage: (ctx, pass) => readEvents(ctx, pass, true),
};

/**
 * Everything since the last pass that Stripe was asked to send: finds also what was answered 200 and is not here, after
 * a restore. The first pass, which may come late when those before it failed, begins with the oldest that Stripe still
 * has, and each looks at a day, so that what Stripe is about to forget comes first.
 */
const all: SweepSource = {
  name: 'events',
  everyMs: 0,
  longestPassMs: DAY_MS,
  from: (now, sweptTo) => later(now.getTime() - EVENTS_KEPT_MS, sweptTo),
  readPage: (ctx, pass) => readEvents(ctx, pass, false),
};

/** While the pass through old events lasts for days, what is new must not wait for it; it comes by there once more. */
const recent: SweepSource = {
  name: 'recent-events',
  everyMs: 0,
  standsIn: { for: 'events', behindMs: DAY_MS },
  from: (now, sweptTo) => later(now.getTime() - DAY_MS, sweptTo),
  readPage: (ctx, pass) => readEvents(ctx, pass, false),
};

/** Objects that changed without an event, or whose event Stripe has forgotten. */
const invoices: SweepSource = {
  name: 'invoices',
  everyMs: DAY_MS,
  from: (now) => new Date(now.getTime() - RECENT_OBJECTS_MS),
  readPage: (ctx, pass) => readObjects(ctx, { type: 'invoice', list: listInvoices }, pass),
};

/** A subscription changes for as long as it lives, so all of them are looked at. */
const subscriptions: SweepSource = {
  name: 'subscriptions',
  everyMs: DAY_MS,
  from: () => new Date(0),
  readPage: (ctx, pass) => readObjects(ctx, { type: 'subscription', list: listSubscriptions }, pass),
};

export const SWEEP_SOURCES: readonly SweepSource[] = [undelivered, all, recent, invoices, subscriptions];

function later(oldestMs: number, sweptTo: Date | null): Date {
  return new Date(Math.max(oldestMs, (sweptTo?.getTime() ?? 0) - OVERLAP_MS));
}

async function readEvents(ctx: ServiceContext, pass: Pass, isUndelivered: boolean): Promise<SweptPage> {
  const query: EventQuery = {
    from: pass.from,
    before: pass.to,
    after: pass.cursor,
    undelivered: isUndelivered,
  };
  const { events, next } = await listEvents(ctx.stripe, query);
  const types = isUndelivered ? null : await readSubscribedTypes(ctx.stripe);
  const payloads = types === null ? events : events.filter((event) => isOneOf(types, event));
  return {
    seen: events.length,
    next,
    store: (db) => storeSweptEvents(db, { payloads, now: ctx.now, newId: () => ctx.newId() }),
  };
}

function isOneOf(types: ReadonlySet<string>, event: object): boolean {
  return 'type' in event && typeof event.type === 'string' && types.has(event.type);
}

interface ObjectList {
  type: 'invoice' | 'subscription';
  list(stripe: ServiceContext['stripe'], query: ObjectQuery): Promise<ObjectPage>;
}

async function readObjects(
  ctx: ServiceContext,
  { type, list }: ObjectList,
  { from, cursor }: Pass,
): Promise<SweptPage> {
  const { objects, next } = await list(ctx.stripe, { from, after: cursor });
  return {
    seen: objects.length,
    next,
    store: (db) => queueDiffering(db, { type, objects, now: ctx.now, newId: () => ctx.newId() }),
  };
}
