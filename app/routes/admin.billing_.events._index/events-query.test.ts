import { expect, it } from 'vitest';
import { cursorText, filterSearch, parseEventsQuery } from './events-query.ts';

const parse = (search: string) => parseEventsQuery(new URLSearchParams(search));

it('reads filters, leaves out empty fields, and writes them back as they were', () => {
  expect(parse('status=&type=&q=')).toEqual({ filter: {}, after: null });
  const query = parse('status=dead&type=invoice.*&q=%20in_1%20');
  expect(query?.filter).toEqual({ status: 'dead', type: 'invoice.*', search: 'in_1' });
  expect(String(filterSearch(query?.filter ?? {}))).toBe('status=dead&type=invoice.*&q=in_1');
});

it('takes a page cursor back to the millisecond', () => {
  const cursor = {
    receivedAt: new Date('2026-04-15T12:00:00.123Z'),
    id: '7b0d1f0a-1f5a-4c7e-9a34-0d6f6c1c2b3a',
  };
  expect(parse(`after=${encodeURIComponent(cursorText(cursor))}`)?.after).toEqual(cursor);
});

it.each([
  'status=alive',
  "type=x'%20or",
  'after=yesterday',
  'after=2026-99-99T99:99:99Z_7b0d1f0a-1f5a-4c7e-9a34-0d6f6c1c2b3a',
])('refuses %s', (search) => {
  expect(parse(search)).toBeNull();
});
