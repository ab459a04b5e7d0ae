import type { HourBooks } from './repair-action.ts';

/** The earliest hours that lack units get them first; never more in all than the period lacks. */
export function spread(
  hours: readonly HourBooks[],
  difference: bigint,
): { books: HourBooks; quantity: bigint }[] {
  let left = difference;
  return hours.flatMap((books) => {
    const lacking = books.expected - books.stripe;
    if (lacking <= 0n || left === 0n) return [];
    const before = left;
    left = left > lacking ? left - lacking : 0n;
    return [{ books, quantity: before - left }];
  });
}
