import type { ServiceContext } from '../../context.ts';
import type { ClaimedOutboxRow } from './claim-outbox.ts';
import { sendHour } from './send-hour.ts';
import type { Settlement } from './settle-outbox.ts';

/** A Worker may hold six connections open at once. */
const MAX_IN_FLIGHT = 6;
/** So many failures on end are an outage, not bad luck. */
const OUTAGE_AFTER_FAILURES = 12;
/** So many refusals of the whole account mean that it asks too much: every more call makes it worse. */
const PAUSE_AFTER_LIMITS = 3;

export interface SentRows {
  settlements: readonly Settlement[];
  /** Stripe stopped answering; the rows that were not tried are released. */
  outage: boolean;
  /** Stripe asks us to slow down; the rows that were not tried are released. */
  limited: boolean;
}

interface Progress {
  failuresOnEnd: number;
  accountLimits: number;
}

/** Sends the rows, one at a time for each customer and meter, which is as much as Stripe takes in parallel. */
export async function sendClaimed(
  ctx: ServiceContext,
  { rows, clock }: { rows: readonly ClaimedOutboxRow[]; clock: () => Date },
): Promise<SentRows> {
  const lanes = [...groupBy(rows, (row) => `${row.customer_id}:${row.metric}`).values()];
  const settlements: Settlement[] = [];
  const progress: Progress = { failuresOnEnd: 0, accountLimits: 0 };
  const isOutage = () => progress.failuresOnEnd >= OUTAGE_AFTER_FAILURES;
  const isLimited = () => progress.accountLimits >= PAUSE_AFTER_LIMITS;

  async function takeLanes(): Promise<void> {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
      let isLaneLimited = false;
      for (const hour of groupBy(lane, (row) => `${row.hour.getTime()}`).values()) {
        const stop = isOutage() || isLimited() || isLaneLimited;
        const sent: readonly Settlement[] = stop ? release(hour) : await send(hour);
        isLaneLimited ||= sent.some((settlement) => 'limited' in settlement && settlement.limited !== null);
        settlements.push(...sent);
      }
    }
  }

  async function send(hour: readonly ClaimedOutboxRow[]): Promise<readonly Settlement[]> {
    const sent = await sendHour(ctx, { rows: hour, now: clock() });
    for (const settlement of sent) note(progress, settlement);
    return sent;
  }

  await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, takeLanes));
  return { settlements, outage: isOutage(), limited: isLimited() };
}

function note(progress: Progress, settlement: Settlement): void {
  if (settlement.outcome === 'waiting') return;
  if (settlement.outcome !== 'retry') progress.failuresOnEnd = 0;
  else if (settlement.limited === 'account') progress.accountLimits += 1;
  else if (settlement.limited === null) progress.failuresOnEnd += 1;
}

function release(rows: readonly ClaimedOutboxRow[]): Settlement[] {
  return rows.map((row) => ({ row, outcome: 'released' }));
}

function groupBy(
  rows: readonly ClaimedOutboxRow[],
  keyOf: (row: ClaimedOutboxRow) => string,
): Map<string, ClaimedOutboxRow[]> {
  const groups = new Map<string, ClaimedOutboxRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
