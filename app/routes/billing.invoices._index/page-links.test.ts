import { describe, expect, it } from 'vitest';
import { pageNumbers, searchWithPage } from './page-links.ts';

describe('pageNumbers', () => {
  it.each([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [1, 12, [1, 2, 'gap', 12]],
    [3, 12, [1, 2, 3, 4, 'gap', 12]],
    [4, 12, [1, 2, 3, 4, 5, 'gap', 12]],
    [6, 12, [1, 'gap', 5, 6, 7, 'gap', 12]],
    [12, 12, [1, 'gap', 11, 12]],
    [10, 12, [1, 'gap', 9, 10, 11, 12]],
  ])('page %i of %i shows %j', (current, total, expected) => {
    expect(pageNumbers(current, total)).toEqual(expected);
  });

  it('shows the way back from a page past the end', () => {
    expect(pageNumbers(9, 3)).toEqual([1, 2, 3]);
  });
});

describe('searchWithPage', () => {
  it('keeps the filters and leaves page 1 unsaid', () => {
    const search = new URLSearchParams('status=paid&page=3');
    expect(searchWithPage(search, 4)).toBe('?status=paid&page=4');
    expect(searchWithPage(search, 1)).toBe('?status=paid');
    expect(searchWithPage(new URLSearchParams('page=2'), 1)).toBe('?');
  });
});
