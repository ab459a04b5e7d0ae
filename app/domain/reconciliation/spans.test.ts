import { expect, it } from 'vitest';
import { computeSpans, type SubscriptionTerm, wholeHours } from './spans.ts';

const at = (short: string) => new Date(`2026-${short}:00.000Z`);
/** Ended within an hour; the next begins at the first hour after it. */
const FIRST: SubscriptionTerm = {
  subscriptionId: 'first',
  anchor: at('04-15T00:00'),
  startedAt: at('04-15T00:00'),
  endedAt: new Date('2026-05-20T10:20:13.000Z'),
};
const NEXT: SubscriptionTerm = {
  subscriptionId: 'next',
  anchor: at('06-20T11:00'),
  startedAt: at('05-20T11:00'),
  endedAt: null,
};
const BY_DAYS: SubscriptionTerm = {
  subscriptionId: 'by-days',
  anchor: at('06-01T00:00'),
  startedAt: at('06-01T00:00'),
  endedAt: null,
};

/** Each question to the meter with what it covers, and the spans that are told by its answer. */
function questions(input: Parameters<typeof computeSpans>[0]) {
  const short = (instant: Date) => instant.toISOString().slice(5, 16);
  return computeSpans(input).map(({ window, range, spans }) => [
    window,
    `${short(range.start)}–${short(range.end)}`,
    ...spans.map(({ subscriptionId, start, end }) => `${subscriptionId} ${short(start)}–${short(end)}`),
  ]);
}

it('asks once for all periods that lie on days, the running one as far as its day, and for the day after them', () => {
  expect(questions({ terms: [BY_DAYS], range: null, asOf: at('07-10T12:30') })).toEqual([
    ['day', '06-01T00:00–07-12T00:00', 'by-days 06-01T00:00–07-01T00:00', 'by-days 07-01T00:00–07-11T00:00'],
  ]);
});

it('asks for each period within days on its own, so that no closed one is left out', () => {
  expect(questions({ terms: [NEXT], range: null, asOf: at('06-21T00:00') })).toEqual([
    [null, '05-20T11:00–06-20T11:00', 'next 05-20T11:00–06-20T11:00'],
    [null, '06-20T11:00–06-21T01:00', 'next 06-20T11:00–06-21T01:00'],
  ]);
});

it('of a range over two plans all periods: one by days, two as a whole, of which one ends at 10:20', () => {
  const range = { start: at('05-01T00:00'), end: at('06-20T00:00') };
  expect(questions({ terms: [FIRST, NEXT], range, asOf: at('06-25T00:00') })).toEqual([
    ['day', '04-15T00:00–05-16T00:00', 'first 04-15T00:00–05-15T00:00'],
    [null, '05-15T00:00–05-20T11:00', 'first 05-15T00:00–05-20T10:20'],
    [null, '05-20T11:00–06-20T11:00', 'next 05-20T11:00–06-20T11:00'],
  ]);
});

it('a plan by days is compared day by day although the one before ended within one', () => {
  expect(questions({ terms: [FIRST, BY_DAYS], range: null, asOf: at('06-10T12:00') })).toEqual([
    ['day', '04-15T00:00–06-12T00:00', 'first 04-15T00:00–05-15T00:00', 'by-days 06-01T00:00–06-11T00:00'],
    [null, '05-15T00:00–05-20T11:00', 'first 05-15T00:00–05-20T10:20'],
  ]);
});

it('asks for nothing where no whole hour begins, and for nobody without a plan', () => {
  const stub = { ...FIRST, startedAt: at('05-20T10:10'), anchor: at('05-20T10:10') };
  expect(questions({ terms: [stub], range: null, asOf: at('05-21T00:00') })).toEqual([]);
  expect(questions({ terms: [], range: null, asOf: at('05-21T00:00') })).toEqual([]);
});

it('the hours of 10:20–12:00 are those that begin in it: 11:00–12:00', () => {
  expect(wholeHours({ start: at('05-20T10:20'), end: at('05-20T12:00') })).toEqual({
    start: at('05-20T11:00'),
    end: at('05-20T12:00'),
  });
});
