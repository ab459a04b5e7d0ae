import type { Metric } from '../../../app/domain/metric.ts';
import { type ReplicaRow, setReplicaRows } from '../usage.ts';
import type { Random } from './random.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back late rows and corrections reach: over the end of a period and its invoice. */
const LATE_DAYS = 40;

export interface Publisher {
  customerId: string;
  startedAt: Date;
  /** The most that one row has. */
  largest: Readonly<Partial<Record<Metric, number>>>;
}

export interface Traffic {
  /** The rows of the days since `from`, and what comes late, is corrected, removed, or repeated. */
  write(input: { from: Date; now: Date; withNew: boolean }): Promise<void>;
  counts: { late: number; lowered: number; removed: number; repeated: number };
}

/** Writes the replica as the analytics store would, rows of all ages, the changed ones with a new `updated_at`. */
export function createTraffic(random: Random, publishers: readonly Publisher[]): Traffic {
  const known = new Map<string, ReplicaRow>();
  const counts = { late: 0, lowered: 0, removed: 0, repeated: 0 };

  function row(publisher: Publisher, metric: Metric, at: number, now: Date): ReplicaRow {
    const hour = new Date(Math.floor(at / HOUR_MS) * HOUR_MS).toISOString();
    const quantity = random.between(1, publisher.largest[metric] ?? 0);
    return { customerId: publisher.customerId, metric, hour, quantity, updatedAt: stamp(now) };
  }

  function stamp(now: Date): string {
    return new Date(now.getTime() - random.between(1, 50) * 1_000).toISOString();
  }

  function changed({ from, now, withNew }: { from: Date; now: Date; withNew: boolean }): ReplicaRow[] {
    const rows: ReplicaRow[] = [];
    for (const publisher of publishers) {
      for (const metric of Object.keys(publisher.largest) as Metric[]) {
        if (withNew)
          rows.push(row(publisher, metric, random.between(from.getTime(), now.getTime() - HOUR_MS), now));
        if (random.chance(0.12)) {
          const back = now.getTime() - random.between(1, LATE_DAYS) * DAY_MS;
          rows.push(row(publisher, metric, Math.max(back, publisher.startedAt.getTime()), now));
          counts.late += 1;
        }
      }
    }
    const oldest = new Date(now.getTime() - LATE_DAYS * DAY_MS).toISOString();
    const recent = [...known.values()].filter(({ hour }) => hour >= oldest);
    if (recent.length > 0 && random.chance(0.5)) {
      const old = random.pick(recent);
      const isRemoved = random.chance(0.3);
      const quantity = isRemoved ? 0 : Math.floor(Number(old.quantity) * random.next());
      rows.push({ ...old, quantity, updatedAt: stamp(now) });
      counts[isRemoved ? 'removed' : 'lowered'] += 1;
    }
    if (recent.length > 0 && random.chance(0.3)) {
      rows.push({ ...random.pick(recent), updatedAt: stamp(now) });
      counts.repeated += 1;
    }
    return rows;
  }

  return {
    counts,
    async write(input) {
      const last = new Map(changed(input).map((next) => [keyOf(next), next]));
      for (const [key, next] of last) known.set(key, next);
      await setReplicaRows([...last.values()]);
    },
  };
}

function keyOf({ customerId, metric, hour }: ReplicaRow): string {
  return `${customerId}|${metric}|${hour}`;
}
