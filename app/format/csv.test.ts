import { expect, it } from 'vitest';
import { csvLine } from './csv.ts';

it.each([
  [['a', null, ''], 'a,,\r\n'],
  [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
  [['=1+1', '-2', '@x', '+49'], "'=1+1,'-2,'@x,'+49\r\n"],
  [['=HYPERLINK("x","y")'], '"\'=HYPERLINK(""x"",""y"")"\r\n'],
])('%o is written as %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
