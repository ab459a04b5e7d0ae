import { expect, test } from 'vitest';
import { staffNoticeWords } from '../../routes/admin.billing_.notices/staff-notice-words.server.ts';
import { noticeWords } from '../../routes/billing.notifications/notice-words.server.ts';
import { OLDEST_PERIOD_MS, toInboxView } from './inbox-view.server.ts';
import { pathOfLastPage, pathOfPage } from './page-path.ts';

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
    {
      page,
      unreadOnly,
      limit: 2,
      search: new URLSearchParams(query),
      locale: 'en-US',
      now: NOW,
      wordsOf: noticeWords,
      linksLastMs: OLDEST_PERIOD_MS,
    },
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

test('a page of the desk shows what it showed: a notice to staff leads there after 400 days too', () => {
  const path = '/admin/billing/reconciliation/recon_1';
  const payload = { title: 'Our books and Stripe’s differ', text: '1 difference.', path };
  const told = { ...notice('n', 400), kind: 'reconciliation.differences_found', payload };
  const { notices } = toInboxView(
    { notifications: [told], unread: 1, total: 1, newestAt: NOW },
    {
      page: 1,
      unreadOnly: false,
      limit: 2,
      search: new URLSearchParams(),
      locale: 'en-US',
      now: NOW,
      wordsOf: staffNoticeWords,
      linksLastMs: null,
    },
  );
  expect(notices.map(({ to }) => to)).toEqual([path]);
});

test('all are marked up to the newest of all, on whatever page one stands', () => {
  expect(view(5, { page: 3, count: 1 }).newestAt).toBe(NOW.toISOString());
});

test('once all are marked, the first page of the same list comes', () => {
  const at = (search: string) => pathOfPage(new URL(`https://a.test/billing/notifications${search}`), 1);
  expect(at('?unread_only=true&page=3')).toBe('/billing/notifications?unread_only=true');
  expect(at('?page=2')).toBe('/billing/notifications');
});

test.each([
  ['?unread_only=true&page=3', 3, 41, null],
  ['?unread_only=true&page=3', 3, 40, '/billing/notifications?unread_only=true&page=2'],
  ['?page=500&customer_id=c1', 500, 58, '/billing/notifications?customer_id=c1&page=3'],
  ['?unread_only=true&page=2', 2, 0, '/billing/notifications?unread_only=true'],
  ['', 1, 0, null],
])('%s, which is page %i of %i notices, twenty each, leads to %s', (search, page, total, path) => {
  const url = new URL(`https://a.test/billing/notifications${search}`);
  expect(pathOfLastPage(url, { page, limit: 20, total })).toBe(path);
});
