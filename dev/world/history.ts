import type { Timekeeper } from '../clock/timekeeper.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { createDemoTraffic } from '../demo/demo-traffic.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import type { HouseServices } from './house-services.ts';
import type { Parts } from './start-parts.ts';
import type { WorldState } from './world-state.ts';
import { writtenBehind } from './written-behind.ts';

export interface HistoryOptions {
  state: WorldState;
  /** Traffic up to here is in the analytics store already. */
  arrivedUntil: Date;
  parts: Pick<Parts, 'database' | 'analytics' | 'postgres' | 'stripe'>;
  house: Pick<HouseServices, 'createCustomer' | 'replaceCard' | 'releaseParkedInvoices'>;
}

export interface CatchUpOptions {
  clock: VirtualClock;
  timekeeper: Timekeeper;
  /** What time it is by now, for a clock that was saved. */
  dueNow(): Date;
  log: (line: string) => void;
}

/** How the world comes to its present: the demo's months the first time, the time it was switched off later on. */
export interface History {
  /** The demo's traffic up to an instant. */
  arrive(now: Date): Promise<void>;
  catchUp(options: CatchUpOptions): Promise<void>;
}

export function createHistory({ state, arrivedUntil, parts, house }: HistoryOptions): History {
  const { madeAt } = state;
  const traffic =
    madeAt === null ? undefined : createDemoTraffic({ analytics: parts.analytics, madeAt, arrivedUntil });

  return {
    async arrive(now) {
      await traffic?.arrive(now);
    },
    async catchUp({ clock, timekeeper, dueNow, log }) {
      if (madeAt === null || traffic === undefined) return arriveAtPresent(clock, timekeeper, dueNow);
      if (state.complete) {
        for (const { email, customer_id, joined_at } of await listPublishers()) {
          traffic.join(email, customer_id, joined_at);
        }
        return arriveAtPresent(clock, timekeeper, dueNow);
      }
      await writtenBehind(parts, async () => {
        await seedDemo({
          madeAt,
          clock,
          timekeeper,
          traffic,
          createCustomer: house.createCustomer,
          replaceCard: house.replaceCard,
          releaseParkedInvoices: house.releaseParkedInvoices,
          onProgress: (now, what) => log(`Demo         ${now.toISOString().slice(0, 10)} ${what}`),
        });
        await arriveAtPresent(clock, timekeeper, () => new Date());
      });
    },
  };

  async function listPublishers() {
    const { rows } = await parts.database.query<{ email: string; customer_id: string; joined_at: Date }>(
      'select email, id as customer_id, created_at as joined_at from customers',
    );
    return rows;
  }
}

/** Catching up takes a while itself; what that while made due is lived through as well. */
async function arriveAtPresent(
  clock: VirtualClock,
  timekeeper: Timekeeper,
  present: () => Date,
): Promise<void> {
  await timekeeper.advance(present());
  await timekeeper.advance(present());
  clock.hold();
  clock.moveTo(present());
  clock.release();
}
