/** Where the stand-in answers otherwise than a recording, and is meant to. */
interface ReplayDifference {
  readonly object: string;
  readonly field: string;
  readonly why: string;
}

export const REPLAY_DIFFERENCES: readonly ReplayDifference[] = [];
