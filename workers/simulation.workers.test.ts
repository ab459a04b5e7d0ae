import { beforeAll, expect, inject, it } from 'vitest';
import { PLAN_IDS } from '../app/domain/plan-id.ts';
import { sealAudit } from '../app/services/audit/chain/seal-audit.ts';
import { verifyAudit } from '../app/services/audit/chain/verify-audit.ts';
import { provisionCatalog } from '../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../app/services/context.ts';
import { createCustomer } from '../app/services/customers/create-customer.ts';
import { runDunning } from '../app/services/dunning/run-dunning.ts';
import { processEvents } from '../app/services/events/process-events.ts';
import { replayEvents } from '../app/services/events/replay-events.ts';
import { mirrorObject } from '../app/services/mirror/mirror-object.ts';
import { runSweep } from '../app/services/sweep/run-sweep.ts';
import { SWEEP_SOURCES } from '../app/services/sweep/sources.ts';
import { TEST_START } from '../dev/testing/environment.ts';
import { mishapsFor } from '../dev/testing/simulation/mishaps.ts';
import { actAtRandom } from '../dev/testing/simulation/people.ts';
import { createPostOffice } from '../dev/testing/simulation/post-office.ts';
import { createRandom, type Random } from '../dev/testing/simulation/random.ts';
import { doublyCharged, mirrorTruth, stripeTruth } from '../dev/testing/simulation/truth.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../dev/testing/workers.ts';

/** Seeds, customers and months come from SIMULATION_* for runs by hand; these are the ones of every test run. */
const { seeds, customers: CUSTOMERS, months: MONTHS } = inject('simulation');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CARDS = ['pm_card_visa', 'pm_card_visa', 'pm_card_mastercard', 'pm_card_chargeCustomerFail'];

const base = testContext();
let nowMs = Date.parse(TEST_START);

function at(ms: number): ServiceContext {
  return { ...base, now: new Date(ms) };
}

beforeAll(async () => {
  await provisionCatalog(base);
});

async function join(random: Random): Promise<string> {
  const { stripeCustomerId } = await createCustomer(at(nowMs), {
    email: `${crypto.randomUUID()}@simulated.test`,
    name: 'Simulated',
    planId: random.pick(PLAN_IDS),
    currency: random.pick(['usd', 'eur', 'jpy']),
    locale: 'en-US',
    country: 'US',
    paymentMethod: random.pick(CARDS),
  });
  return stripeCustomerId;
}

/** A job of a Worker that may die of it; whatever it leaves, the next one finds. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

async function sweepAll(ctx: ServiceContext): Promise<void> {
  for (const source of SWEEP_SOURCES) await attempt(runSweep(ctx, source));
}

/** What killed its processor too often waits for a person, who has it replayed now that the storm is over. */
async function replayDead(): Promise<void> {
  const [before] = await ownerSql("SELECT count(*)::int AS dead FROM events WHERE status = 'dead'");
  const { replayed } = await replayEvents(
    { ...at(nowMs), actor: staffActor() },
    { selection: { filter: { status: 'dead' } }, reason: 'The storm of the simulation is over.' },
  );
  expect(replayed).toBe(before?.dead);
  for (let more = true; more; ) more = (await processEvents(at(nowMs))).moreDue;
}

/**
 * Patience without mishaps: a day on, the sweeps find what was lost, and everything deferred comes due. Stripe's clock
 * stands still after the sweeps, so that what they have passed is what there is.
 */
async function comeToRest(): Promise<void> {
  nowMs += 25 * HOUR_MS;
  await advanceClock(new Date(nowMs));
  for (const source of SWEEP_SOURCES) await runSweep(at(nowMs + 1_000), source);
  for (let hours = 0; hours < 60; hours += 1) {
    nowMs += HOUR_MS;
    for (let more = true; more; ) more = (await processEvents(at(nowMs))).moreDue;
    const [left] = await ownerSql(
      "SELECT count(*)::int AS left FROM events WHERE status IN ('pending', 'processing')",
    );
    if (left?.left === 0) return;
  }
}

it.each(seeds)(
  'seed %i: after months of mishaps the mirror is the truth, each event counted once, and nobody was charged twice, and the trail is whole',
  { timeout: 3_600_000 },
  async (seed) => {
    const random = createRandom(seed);
    const office = createPostOffice(random);
    const members: string[] = [];
    await advanceClock(new Date(nowMs));
    for (let index = 0; index < CUSTOMERS; index += 1) members.push(await join(random));
    const end = nowMs + MONTHS * 30 * DAY_MS;
    let sweptAt = nowMs;
    while (nowMs < end) {
      nowMs += HOUR_MS * (3 + random.below(60));
      await advanceClock(new Date(nowMs));
      for (let acts = random.below(4); acts > 0; acts -= 1)
        await actAtRandom(base.stripe, random.pick(members), random);
      await office.deliver(mishapsFor(at(nowMs), random));
      for (let runs = 1 + random.below(2); runs > 0; runs -= 1)
        await attempt(processEvents(mishapsFor(at(nowMs + runs * 1_000), random)));
      await attempt(runDunning(mishapsFor(at(nowMs), random)));
      if (nowMs - sweptAt >= DAY_MS) {
        sweptAt = nowMs;
        await sweepAll(mishapsFor(at(nowMs), random));
        await attempt(sealAudit(mishapsFor(at(nowMs), random)));
      }
    }
    await office.deliver(at(nowMs));
    await comeToRest();
    await replayDead();

    const queue = await ownerSql('SELECT status, count(*)::int FROM events GROUP BY 1');
    expect(queue.filter(({ status }) => status !== 'done')).toEqual([]);
    expect(office.lost).toBeGreaterThan(0);
    const inbox = await ownerSql<{ id: string }>('SELECT stripe_event_id AS id FROM stripe_webhook_events');
    const known = new Set(inbox.map(({ id }) => id));
    expect([...office.sent].filter((id) => !known.has(id))).toEqual([]);
    expect(inbox).toHaveLength(known.size);

    const truth = await stripeTruth(base.stripe, members);
    const mirror = await mirrorTruth();
    const mine = Object.fromEntries(Object.keys(truth).map((id) => [id, mirror[id]]));
    expect(mine).toEqual(truth);

    expect(await doublyCharged(base.stripe, members)).toEqual([]);
    const createdTwice = await ownerSql(
      `SELECT action, object_id FROM billing_audit
        WHERE before IS NULL AND action IN ('invoice.mirrored', 'subscription.mirrored', 'payment.mirrored', 'refund.mirrored', 'dunning.opened')
        GROUP BY 1, 2 HAVING count(*) > 1`,
    );
    expect(createdTwice).toEqual([]);
    const attempts = await ownerSql(
      `SELECT c.id FROM dunning_cases c JOIN invoices i ON i.id = c.invoice_id
        WHERE c.status IN ('open', 'exhausted') AND i.status IN ('paid', 'void')`,
    );
    expect(attempts).toEqual([]);

    await sealAudit(at(nowMs));
    const trail = await verifyAudit({ ...at(nowMs), actor: staffActor() });
    expect(trail).toMatchObject({ status: 'intact', fault: null });
    expect(trail.checked).toBeGreaterThan(0);

    const calm = at(nowMs + HOUR_MS);
    for (const id of Object.keys(truth)) {
      const type = id.startsWith('in_') ? 'invoice' : id.startsWith('sub_') ? 'subscription' : null;
      if (type !== null) expect(await mirrorObject(calm, { type, id }), id).toBe('unchanged');
    }
  },
);
