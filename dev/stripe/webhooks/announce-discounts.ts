import type { Context } from '../context.ts';
import { emit } from './emit.ts';

/** Tells which discounts a subscription took on and which it lost; one that it kept is not told of. */
export function announceDiscounts(ctx: Context, before: readonly string[], after: readonly string[]): void {
  tell(ctx, 'customer.discount.deleted', before, after);
  tell(ctx, 'customer.discount.created', after, before);
}

function tell(ctx: Context, type: string, here: readonly string[], notThere: readonly string[]): void {
  for (const id of here.filter((discount) => !notThere.includes(discount))) {
    const discount = ctx.store.discounts.get(id);
    if (discount) emit(ctx, type, discount);
  }
}
