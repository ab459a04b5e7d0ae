import { describe, expect, it } from 'vitest';
import { formatShare } from './percent.ts';

describe('formatShare', () => {
  it.each([
    [0n, 100n, '0%'],
    [1n, 1_000_000n, '<0.1%'],
    [345n, 1000n, '34.5%'],
    [9996n, 10_000n, '99.9%'],
    [1_340n, 1_000n, '134%'],
  ])('%s of %s reads %s', (part, whole, expected) => {
    expect(formatShare(part, whole, 'en-US')).toBe(expected);
  });

  it('says nothing where nothing is included', () => {
    expect(formatShare(5n, 0n, 'en-US')).toBeNull();
  });
});
