import { expect, it } from 'vitest';
import { cursorText, filterSearch, parseEventsQuery } from './events-query.ts';

const parse = (search: string) => parseEventsQuery(new URLSearchParams(search));

it('reads filters, leaves out empty fields, and writes them back as they were', () => {
  expect(parse('status=&type=&q=')).toEqual({ filter: {}, after: null });
  const query = parse('status=dead&type=invoice.*&q=%20in_1%20');
  expect(query?.filter).toEqual({ status: 'dead', type: 'invoice.*', search: 'in_1' });
  expect(String(filterSearch(query?.filter ?? {}))).toBe('status=dead&type=invoice.*&q=in_1');
});

it('takes UTC days, both whole, and writes them back', () => {
  const query = parse('status=done&from=2026-04-15&to=2026-04-16');
  expect(query?.filter).toEqual({
    status: 'done',
    from: new Date('2026-04-15T00:00:00.000Z'),
    before: new Date('2026-04-17T00:00:00.000Z'),
  });
  expect(String(filterSearch(query?.filter ?? {}))).toBe('status=done&from=2026-04-15&to=2026-04-16');
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
  'from=yesterday',
  'to=2026-02-30',
  'to=9999-12-31',
  'from=0000-01-01',
  'after=2026-99-99T99:99:99Z_7b0d1f0a-1f5a-4c7e-9a34-0d6f6c1c2b3a',
])('refuses %s', (search) => {
  expect(parse(search)).toBeNull();
});
