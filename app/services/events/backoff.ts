/** After so many failures an event is dead: it waits for an admin, not for time. */
export const MAX_ATTEMPTS = 8;

const FIRST_DELAY_MS = 15_000;
const LONGEST_DELAY_MS = 6 * 3_600_000;

/** 15 s, 1 min, 4 min, 16 min, 64 min, 4 h 16 min, 6 h: an outage of half a day kills no event. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 4 ** (failures - 1), LONGEST_DELAY_MS);
}
