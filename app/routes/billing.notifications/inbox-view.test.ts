import { expect, test } from 'vitest';
import { firstPageOf } from './first-page.ts';
import { toInboxView } from './inbox-view.server.ts';

const NOW = new Date('2026-05-20T00:00:00Z');
const DAY_MS = 86_400_000;

function notice(id: string, ageDays: number) {
  return {
    id,
    kind: 'budget.crossed',
    payload: {
      name: 'Ads',
      basis: 'actual',
      stepPercent: 50,
      currency: 'usd',
      spentMinor: '5000',
      budgetMinor: '10000',
    },
    createdAt: new Date(NOW.getTime() - ageDays * DAY_MS),
    readAt: null,
  };
}

function view(total: number, { page = 1, count = 2, unreadOnly = false, query = '' } = {}) {
  const notifications = Array.from({ length: count }, (_, index) => notice(`${index}`, index * 400));
  return toInboxView(
    { notifications, unread: 3, total, newestAt: NOW },
    { page, unreadOnly, limit: 2, search: new URLSearchParams(query), locale: 'en-US', now: NOW },
  );
}

test('the second page of five, two each: 3–4 of 5, a newer and an older one', () => {
  expect(view(5, { page: 2 })).toMatchObject({ range: '3–4 of 5', newer: '?', older: '?page=3' });
  expect(view(5, { page: 3, count: 1 })).toMatchObject({ range: '5–5 of 5', newer: '?page=2', older: null });
});

test('pages of the unread stay with the unread, and staff with its publisher', () => {
  const { older, tabs, notices } = view(5, { unreadOnly: true, query: 'customer_id=c1&page=9' });
  expect(older).toBe('?customer_id=c1&unread_only=true&page=2');
  expect(tabs.map(({ search }) => search)).toEqual(['?customer_id=c1', '?customer_id=c1&unread_only=true']);
  expect(notices[0]?.to).toBe('/billing/usage?customer_id=c1#budgets-title');
});

test('what is told of a period that the pages show no more leads nowhere', () => {
  expect(view(2).notices.map(({ to }) => to)).toEqual(['/billing/usage#budgets-title', null]);
});

test('a page past the last one has no range and no older one', () => {
  expect(view(5, { page: 9, count: 0 })).toMatchObject({
    range: null,
    older: null,
    newer: '?page=8',
  });
});

test('all are marked up to the newest of all, on whatever page one stands', () => {
  expect(view(5, { page: 3, count: 1 }).newestAt).toBe(NOW.toISOString());
  expect(view(5, { page: 9, count: 0 }).newestAt).toBe(NOW.toISOString());
});

test('once all are marked, the first page of the same list comes', () => {
  const at = (search: string) => firstPageOf(new URL(`https://a.test/billing/notifications${search}`));
  expect(at('?unread_only=true&page=3')).toBe('/billing/notifications?unread_only=true');
  expect(at('?page=2')).toBe('/billing/notifications');
});
