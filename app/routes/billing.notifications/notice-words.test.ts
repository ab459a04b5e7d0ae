import { expect, test } from 'vitest';
import { noticeWords } from './notice-words.server.ts';

function words(kind: string, payload: Record<string, unknown>, locale = 'en-US') {
  const createdAt = new Date('2026-05-20T00:00:00Z');
  return noticeWords({ id: '1', kind, payload, createdAt, readAt: null }, locale);
}

const LIMIT = {
  metric: 'impressions',
  thresholdPercent: 90,
  quantity: '917862986',
  includedUnits: '1000000000',
  periodStart: '2026-05-02T00:00:00.000Z',
};
const BUDGET = {
  name: 'Ads',
  basis: 'forecast',
  stepPercent: 100,
  currency: 'jpy',
  spentMinor: '52000',
  budgetMinor: '50000',
};

test('a limit crossed: which, how far, of how much, and the page of its period', () => {
  expect(words('usage.limit_crossed', LIMIT)).toEqual({
    title: 'Impressions: 90 % of your plan is used',
    text: '917,862,986 of 1,000,000,000 included, in the period from May 2, 2026.',
    tone: 'info',
    page: '/billing/usage?period_start=2026-05-02T00%3A00%3A00.000Z',
  });
  expect(words('usage.limit_crossed', { ...LIMIT, thresholdPercent: 100 }).tone).toBe('warning');
});

test('a budget in the customer’s money and way of writing it: ¥52,000 expected of ¥50,000', () => {
  expect(words('budget.crossed', BUDGET, 'ja-JP')).toMatchObject({
    title: 'Ads: 100 % expected',
    text: '￥52,000 expected of ￥50,000.',
    tone: 'warning',
    page: '/billing/usage#budgets-title',
  });
});

test('what was taken back says so', () => {
  expect(words('usage.limit_recovered', LIMIT)).toMatchObject({
    title: 'Impressions: below 90 % of your plan again',
    tone: 'success',
  });
  expect(words('budget.recovered', BUDGET)).toMatchObject({ title: 'Ads: below 100 % again' });
});

test('an answer to a migration request is in the words of who answered', () => {
  const payload = { requestId: 'r', channel: 'sandbox', status: 'done', reply: 'It is there.' };
  expect(words('migration.updated', payload)).toEqual({
    title: 'Your sandbox migration: done',
    text: 'It is there.',
    tone: 'success',
    page: '/billing/settings',
  });
});

test('one of a kind that is not known here, or without what its kind promises, is still there', () => {
  expect(words('invoice.held', { title: 'Held', text: 'We look at it.' })).toMatchObject({
    title: 'Held',
    text: 'We look at it.',
  });
  expect(words('usage.limit_crossed', { metric: 'clicks' })).toMatchObject({
    title: 'A notice about your billing',
    page: null,
  });
});
