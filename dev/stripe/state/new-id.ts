import type { Context } from '../context.ts';
import { seededText } from '../wire/ids.ts';

/**
 * The id of a new object, e.g. `cus_9s6XKzkNRiz8i3`. It follows from how many of its kind there were before, so that the
 * same calls meet the same ids, and with them the same faults, in every run.
 */
export function newId(ctx: Context, prefix: string, length = 24): string {
  return `${prefix}_${newText(ctx, prefix, length)}`;
}

export function newText(ctx: Context, kind: string, length: number): string {
  return seededText(`${kind}|${ctx.store.nextCounter(`ids of ${kind}`)}`, length);
}
