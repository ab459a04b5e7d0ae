import { expect, test } from 'vitest';
import { jobFacts, jobGist } from './job-gist.ts';

test.each([
  [
    { sync: { rowsRead: 1_072, pages: 1, inserted: 0, reasons: {}, shards: [] }, report: { accepted: 60 } },
    '1,072 rows read, 60 hours accepted by Stripe, 1 page read',
  ],
  [
    { report: { rejected: ['a:1', 'b:2'], outage: true, accepted: 0 } },
    '2 hours refused by Stripe, Stripe did not answer',
  ],
  [
    { checked: 3, found: { invoices: 1, objects: 2, events: 4, payments: 5 } },
    '3 entries checked, found invoices 1, found objects 2, found events 4, …',
  ],
  [{ planned: { planned: 1 } }, '1 adjustment decided'],
  [
    { planned: { waiting: 2, problems: ['a'] } },
    '1 for a person to decide, 2 corrections wait for the invoice of an earlier item',
  ],
  [
    { trueUps: { planned: { decided: 2, waiting: 1, problems: ['a'] }, issued: { issued: 2 } } },
    '1 for a person to decide, 2 true-ups decided, 1 true-up waits for its usage to reach the meter, 2 adjustments made in Stripe',
  ],
  [{ events: { claimed: 1_200, applied: 1, moreDue: true } }, '1,200 events taken, 1 applied, more is due'],
  [{ rows_on_hold: 2, cardsKept: 1, isLate: true }, 'rows on hold 2, cards kept 1, is late'],
  [{ sealed: 0 }, 'nothing to do'],
  [{ constructor: 3, toString: true }, 'constructor 3, to string'],
  [null, ''],
])('%j comes to “%s”', (result, gist) => {
  expect(jobGist(result, 'en-US')).toBe(gist);
});

test('what has a name of its own is told under it, and not at all while it did nothing', () => {
  const tasks = [
    { name: 'webhook payloads', rows: 1_500, complete: true, error: null },
    { name: 'idempotency keys', rows: 0, complete: true, error: null },
  ];
  expect(jobGist({ tasks }, 'en-US')).toBe('webhook payloads: 1,500 rows');
  expect(jobGist({ tasks: tasks.slice(1) }, 'en-US')).toBe('nothing to do');
});

test('what needs a person comes first, whatever order the database gives the keys back in', () => {
  const result = { sync: { pages: 1, changed: 2, rowsRead: 3, quarantined: 1 }, report: { outage: true } };
  expect(jobGist(result, 'en-US')).toBe(
    'Stripe did not answer, 1 row quarantined, 3 rows read, 2 hours changed, …',
  );
});

test('the facts are all of them, where the gist has the first four', () => {
  const result = { due: 1, recovered: 2, declined: 3, skipped: 4, waiting: 1_005 };
  expect(jobGist(result, 'de-DE')).toBe('1 due, 2 payments recovered, 3 cards declined, 4 skipped, …');
  expect(jobFacts(result, 'de-DE')).toEqual([
    '1 due',
    '2 payments recovered',
    '3 cards declined',
    '4 skipped',
    '1.005 waiting',
  ]);
});
