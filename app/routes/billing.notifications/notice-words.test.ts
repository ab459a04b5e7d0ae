import { expect, test } from 'vitest';
import { noticeWords } from './notice-words.server.ts';

function words(kind: string, payload: Record<string, unknown>, locale = 'en-US') {
  return noticeWords({ kind, payload }, locale);
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
    title: 'Impressions: 90% of your plan is used',
    text: '917,862,986 of 1,000,000,000 included, in the period from May 2, 2026.',
    exact: null,
    tone: 'info',
    page: '/billing/usage?period_start=2026-05-02T00%3A00%3A00.000Z',
  });
  expect(words('usage.limit_crossed', { ...LIMIT, thresholdPercent: 100 }).tone).toBe('warning');
});

test('transfer that is told in rounded GB is told to the byte too', () => {
  const transfer = { metric: 'data_transfer_bytes', quantity: '90012345678', includedUnits: '100000000000' };
  expect(words('usage.limit_crossed', { ...LIMIT, ...transfer })).toMatchObject({
    text: expect.stringContaining('90.01 GB of 100 GB included'),
    exact: '90,012,345,678 bytes of 100,000,000,000 bytes',
  });
});

test('a budget in the customer’s money and way of writing it: ¥52,000 expected of ¥50,000', () => {
  expect(words('budget.crossed', BUDGET, 'ja-JP')).toMatchObject({
    title: 'Ads: 100% expected',
    text: '￥52,000 expected of ￥50,000.',
    tone: 'warning',
    page: '/billing/usage#budgets-title',
  });
});

test('what was taken back says so', () => {
  expect(words('usage.limit_recovered', LIMIT)).toMatchObject({
    title: 'Impressions: below 90% of your plan again',
    tone: 'success',
  });
  expect(words('budget.recovered', BUDGET)).toMatchObject({ title: 'Ads: below 100% expected again' });
});

const BOTH = {
  ...BUDGET,
  basis: 'actual',
  stepPercent: 80,
  spentMinor: '41000',
  expectedStepPercent: 100,
  expectedMinor: '52000',
};

test('steps spent and expected that were reached at once are told in one breath, the same step only as spent', () => {
  expect(words('budget.crossed', BOTH)).toMatchObject({
    title: 'Ads: 80% spent, 100% expected',
    text: '¥41,000 spent and ¥52,000 expected of ¥50,000.',
    tone: 'warning',
  });
  expect(words('budget.crossed', { ...BOTH, expectedStepPercent: 80 })).toMatchObject({
    title: 'Ads: 80% spent',
    tone: 'info',
  });
  expect(words('budget.crossed', { ...BOTH, stepPercent: 120 }).title).toBe('Ads: 120% spent');
});

test('what is below its steps again, spent and expected: two steps, or the one for both', () => {
  const below = { ...BOTH, stepPercent: 50, expectedStepPercent: 80 };
  expect(words('budget.recovered', below)).toMatchObject({
    title: 'Ads: below 50% spent, 80% expected again',
    text: '¥41,000 spent and ¥52,000 expected of ¥50,000.',
  });
  expect(words('budget.recovered', { ...below, expectedStepPercent: 50 }).title).toBe('Ads: below 50% again');
});

test('percents are written as the locale writes them', () => {
  expect(words('budget.crossed', BOTH, 'de-DE').title).toBe('Ads: 80\u00a0% spent, 100\u00a0% expected');
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
  expect(words('constructor', {})).toMatchObject({ text: 'Of the kind constructor.' });
});
