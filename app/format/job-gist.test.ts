import { expect, test } from 'vitest';
import { jobGist } from './job-gist.ts';

test.each([
  [
    { sync: { rowsRead: 1_072, pages: 1, inserted: 0, reasons: {}, shards: [] }, report: { accepted: 60 } },
    'rows read 1,072, sync pages 1, report accepted 60',
  ],
  [{ report: { rejected: ['a:1', 'b:2'], outage: true, accepted: 0 } }, 'report rejected 2, report outage'],
  [
    { checked: 3, found: { invoices: 1, objects: 2, events: 4, payments: 5 } },
    'checked 3, found invoices 1, found objects 2, found events 4, …',
  ],
  [{ planned: { planned: 1 } }, 'planned 1'],
  [{ sealed: 0 }, 'nothing to do'],
  [null, ''],
])('%j comes to “%s”', (result, gist) => {
  expect(jobGist(result, 'en-US')).toBe(gist);
});
