import { describe, expect, it } from 'vitest';
import { supportedLocale } from './locale.ts';

describe('supportedLocale', () => {
  it.each([
    ['ja-JP', 'ja-JP'],
    ['de', 'de'],
    ['not a locale', 'en-US'],
    ['', 'en-US'],
    [undefined, 'en-US'],
  ])('%s gives %s', (wanted, expected) => {
    expect(supportedLocale(wanted)).toBe(expected);
  });
});
