import type { ServiceContext } from '../../context.ts';
import type { ClaimedOutboxRow } from './claim-outbox.ts';
import { sendRow } from './send-row.ts';
import type { Settlement } from './settle-outbox.ts';

/** A Worker may hold six connections open at once. */
const MAX_IN_FLIGHT = 6;
/** So many failures on end are an outage, not bad luck. */
const OUTAGE_AFTER_FAILURES = 12;

export interface SentRows {
  settlements: readonly Settlement[];
  /** Stripe stopped answering; the rows that were not tried are released. */
  outage: boolean;
}

/** Sends the rows, one at a time for each customer and meter, which is as much as Stripe takes in parallel. */
export async function sendClaimed(
  ctx: ServiceContext,
  { rows, clock }: { rows: readonly ClaimedOutboxRow[]; clock: () => Date },
): Promise<SentRows> {
  const lanes = [...groupByMeter(rows).values()];
  const settlements: Settlement[] = [];
  let failuresOnEnd = 0;
  const isOutage = () => failuresOnEnd >= OUTAGE_AFTER_FAILURES;

  async function takeLanes(): Promise<void> {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
      for (const row of lane) {
        const settlement: Settlement = isOutage()
          ? { row, outcome: 'released' }
          : await sendRow(ctx, { row, now: clock() });
        if (settlement.outcome === 'retry') failuresOnEnd += 1;
        else if (settlement.outcome !== 'released' && settlement.outcome !== 'waiting') failuresOnEnd = 0;
        settlements.push(settlement);
      }
    }
  }

  await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, takeLanes));
  return { settlements, outage: isOutage() };
}

function groupByMeter(rows: readonly ClaimedOutboxRow[]): Map<string, ClaimedOutboxRow[]> {
  const lanes = new Map<string, ClaimedOutboxRow[]>();
  for (const row of rows) {
    const key = `${row.customer_id}:${row.metric}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [row]);
    else lane.push(row);
  }
  return lanes;
}
