import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlatPrice, createMeter, createTieredPrice } from '../../testing/catalog.ts';
import { stripeWorld } from '../../testing/stripe-world.ts';
import { type Action, intentStory, invoiceStory, story } from './actions.ts';
import { findWrongAmounts } from './check-amounts.ts';
import { findWrongBalances } from './check-balances.ts';
import { findBackwardSteps } from './check-states.ts';
import { findUntold } from './check-told.ts';
import { collect } from './collect.ts';
import { perform } from './perform.ts';
import type { Story } from './story.ts';

const RUNS = 12;
const INVOICE_RUNS = 30;
/** The same stories each time; `STORY_SEED=<number>` tells others. */
const SEED = Number(process.env.STORY_SEED ?? 20_261_122);

const world = stripeWorld();

async function beginStory(): Promise<Story> {
  const { stripe } = world;
  let keys = 0;
  await world.standIn.reset();
  const meter = await createMeter(stripe);
  const tiers = [
    [1_000, '0'],
    [3_000, '0.3'],
    ['inf', '0.125'],
  ] as const;
  const metered = await createTieredPrice(stripe, { meter: meter.id, tiers });
  const flat = [2_900, 9_900, 0].map((amount) => createFlatPrice(stripe, { amount }));
  const coupon = await stripe.coupons.create({
    percent_off: 15,
    duration: 'repeating',
    duration_in_months: 2,
  });
  const taxRate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false });
  return {
    world,
    meter: meter.id,
    prices: [...(await Promise.all(flat)).map((price) => price.id), metered.id],
    meteredPrices: new Set([metered.id]),
    coupon: coupon.id,
    taxRate: taxRate.id,
    acceptedUsage: new Map(),
    identifiers: new Map(),
    repeatable: [],
    told: new Map(),
    nextKey: () => `story-${++keys}`,
  };
}

/** Nothing may be wrong after any of its steps. */
async function tell(actions: readonly Action[]): Promise<void> {
  const played = await beginStory();
  let before = await collect(world.stripe);
  for (const action of actions) {
    await perform(action, played);
    const after = await collect(world.stripe);
    expect(findBackwardSteps(before, after)).toEqual([]);
    expect(findWrongAmounts(before, after)).toEqual([]);
    expect(findWrongBalances(after)).toEqual([]);
    expect(await findUntold(played, after)).toEqual([]);
    before = after;
  }
  world.standIn.expectNoViolations();
}

test('whatever is called in whatever order, amounts add up, no state goes back and no key acts twice', async () => {
  await fc.assert(fc.asyncProperty(story, tell), { numRuns: RUNS, seed: SEED });
});

test('a payment that is captured by hand is charged once, whatever is asked of it', async () => {
  await fc.assert(fc.asyncProperty(intentStory, tell), { numRuns: RUNS, seed: SEED });
});

test('an invoice gives back no more than it came to, and no money is lost or made', async () => {
  await fc.assert(fc.asyncProperty(invoiceStory, tell), { numRuns: INVOICE_RUNS, seed: SEED });
});

test('the meter has counted every accepted event once', async () => {
  const usage = fc.array(
    fc.record({
      value: fc.integer({ min: 0, max: 5_000 }),
      identifier: fc.option(fc.nat(4)),
      wait: fc.constantFrom(0, 0, 1, 25),
    }),
    { minLength: 1, maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(usage, async (events) => {
      const played = await beginStory();
      await perform({ kind: 'customer', card: 'pm_card_visa', balance: 0 }, played);
      const start = world.seconds() - (world.seconds() % 60);
      for (const { value, identifier, wait } of events) {
        await perform({ kind: 'usage', at: 0, value, identifier }, played);
        if (wait > 0) await perform({ kind: 'wait', hours: wait }, played);
      }
      await perform({ kind: 'wait', hours: 1 }, played);
      const [[customer, accepted] = ['', 0]] = played.acceptedUsage;
      const end = world.seconds() - (world.seconds() % 60) + 60;
      const summaries = await world.stripe.billing.meters
        .listEventSummaries(played.meter, { customer, start_time: start, end_time: end })
        .autoPagingToArray({ limit: 1_000 });
      expect(summaries.reduce((total, summary) => total + summary.aggregated_value, 0)).toBe(accepted);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
