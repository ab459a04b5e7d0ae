import { expect, it } from 'vitest';
import { matchCommands } from './commands.ts';
import { type FoundPeriod, periodCommands } from './period-commands.ts';

const OCTOBER: FoundPeriod = {
  start: '2026-10-01T00:00:00.000Z',
  end: '2026-11-01T00:00:00.000Z',
  is_running: false,
  invoice: { id: 'i10', status: 'paid' },
};
const NOVEMBER: FoundPeriod = {
  start: '2026-11-01T00:00:00.000Z',
  end: '2026-12-01T00:00:00.000Z',
  is_running: true,
  invoice: null,
};

function find(typed: string, { query = '', locale = 'en-US', periods = [NOVEMBER, OCTOBER] } = {}) {
  const commands = periodCommands(periods, { query, locale });
  return matchCommands(commands, typed).map(({ label, to }) => [label.replaceAll(/\s/g, ' '), to]);
}

const USAGE = ['Usage, Oct 1 – 31, 2026', '/billing/usage?period_start=2026-10-01T00%3A00%3A00.000Z'];
const INVOICE = ['Invoice, Oct 1 – 31, 2026', '/billing/invoices/i10'];

it.each(['October', 'oct 2026', '2026-10'])(
  '“%s” offers the usage and the invoice of that period',
  (typed) => {
    expect(find(typed)).toEqual([USAGE, INVOICE]);
  },
);

it('a period that runs has no invoice yet', () => {
  expect(find('november')).toMatchObject([['Usage, Nov 1 – 30, 2026', expect.any(String)]]);
});

it('a period from the 15th to the 15th is found by both of its months', () => {
  const half = { ...OCTOBER, start: '2026-09-15T00:00:00.000Z', end: '2026-10-15T00:00:00.000Z' };
  expect(find('2026-09', { periods: [half] })).toHaveLength(2);
  expect(find('2026-10', { periods: [half] })).toHaveLength(2);
  expect(find('2026-11', { periods: [half] })).toEqual([]);
});

it('is found in the reader’s own language too, and shows nothing before something is typed', () => {
  expect(find('Oktober', { locale: 'de-DE' })).toHaveLength(2);
  expect(find('')).toEqual([]);
});

it('two periods that begin at one instant, each with its invoice, are four commands apart', () => {
  const next = { ...OCTOBER, end: '2026-10-20T00:00:00.000Z', invoice: { id: 'i11', status: 'paid' } };
  const commands = periodCommands([OCTOBER, next], { query: '', locale: 'en-US' });
  expect(new Set(commands.map(({ id }) => id)).size).toBe(4);
});

it('keeps the publisher that staff is looking at', () => {
  expect(find('2026-10', { query: '?customer_id=c1' }).map(([, to]) => to)).toEqual([
    '/billing/usage?customer_id=c1&period_start=2026-10-01T00%3A00%3A00.000Z',
    '/billing/invoices/i10?customer_id=c1',
  ]);
});
