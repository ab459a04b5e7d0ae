import { invalidRequest, noSuch } from './errors.ts';
import { either, integer, object, text, timestamp } from './params.ts';
import type { List } from './types.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

export const pageParams = {
  limit: integer({ min: 1, max: MAX_LIMIT }),
  starting_after: text(),
  ending_before: text(),
};

export const rangeParam = () =>
  either(timestamp(), object({ gt: timestamp(), gte: timestamp(), lt: timestamp(), lte: timestamp() }));

type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number };

export function inRange(value: number | null, range: Range | undefined): boolean {
  if (range === undefined) return true;
  if (value === null) return false;
  if (typeof range === 'number') return value === range;
  return (
    (range.gt === undefined || value > range.gt) &&
    (range.gte === undefined || value >= range.gte) &&
    (range.lt === undefined || value < range.lt) &&
    (range.lte === undefined || value <= range.lte)
  );
}

export interface Page {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** One page of `items`, which are in the order of the whole list (newest first, as Stripe lists), each shown by `view`. */
export function listOf<T extends { id: string }, View>(
  items: readonly T[],
  page: Page,
  url: string,
  view: (item: T) => View,
): List<View> {
  const found = paginate(items, page, url);
  return { ...found, data: found.data.map(view) };
}

function paginate<T extends { id: string }>(items: readonly T[], page: Page, url: string): List<T> {
  const limit = page.limit ?? DEFAULT_LIMIT;
  const { starting_after: after, ending_before: before } = page;
  if (after !== undefined && before !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: ending_before, starting_after.', {
      param: 'ending_before',
    });
  }
  if (before !== undefined) {
    const end = cursor(items, before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', data: items.slice(start, end), has_more: start > 0, url };
  }
  const start = after === undefined ? 0 : cursor(items, after, 'starting_after') + 1;
  return {
    object: 'list',
    data: items.slice(start, start + limit),
    has_more: start + limit < items.length,
    url,
  };
}

function cursor(items: readonly { id: string }[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index === -1) throw noSuch('object', id, param, 'parameter');
  return index;
}
