import { expect, test } from 'vitest';
import { csvDownload, csvLine } from './csv.ts';

test('quotes what needs it and doubles the quotes', () => {
  expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', null, 12n])).toBe(
    'a,"b,c","say ""hi""","two\nlines",,12\r\n',
  );
});

test('a cell that a spreadsheet would run is made plain; a negative number stays one', () => {
  expect(csvLine(['=1+1', '@x', '-5', -5n, '-x', '+1'])).toBe("'=1+1,'@x,-5,-5,'-x,'+1\r\n");
});

test('a fault in the middle breaks the download off', async () => {
  async function* pages() {
    yield csvLine(['1']);
    throw new Error('the database is away');
  }
  const reader = csvDownload('x.csv', { header: ['n'], pages: pages() }).body?.getReader();
  const decode = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await decode()).toBe('n\r\n');
  expect(await decode()).toBe('1\r\n');
  await expect(decode()).rejects.toThrow('the database is away');
});
