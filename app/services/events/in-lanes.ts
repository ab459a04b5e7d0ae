/** A Worker has six connections at a time; more lanes than that keep them busy while the database answers others. */
const LANES = 16;

export interface LaneWork<T> {
  /** Asked before each item: whether to leave the rest. */
  isOver(): boolean;
  work(item: T): Promise<void>;
}

/** Works through the items, several at a time, and returns those it did not begin. All begun are ended when it fails. */
export async function inLanes<T>(items: readonly T[], { isOver, work }: LaneWork<T>): Promise<readonly T[]> {
  const queue = [...items];
  async function lane(): Promise<void> {
    while (queue.length > 0 && !isOver()) {
      const item = queue.shift();
      if (item !== undefined) await work(item);
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(LANES, items.length) }, lane));
  const failed = lanes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return queue;
}
