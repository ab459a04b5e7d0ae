import { describe, expect, it } from 'vitest';
import { money } from '../domain/money.ts';
import { formatMoney } from './money.ts';

describe('formatMoney', () => {
  it.each([
    [123456n, 'usd', 'en-US', '$1,234.56'],
    [123456n, 'eur', 'de-DE', '1.234,56\u00a0€'],
    [14900n, 'jpy', 'ja-JP', '￥14,900'],
    [-5n, 'gbp', 'en-GB', '-£0.05'],
    [900719925474099299n, 'usd', 'en-US', '$9,007,199,254,740,992.99'],
  ] as const)('%s minor units of %s for %s read %s', (amountMinor, currency, locale, expected) => {
    expect(formatMoney(money(amountMinor, currency), locale)).toBe(expected);
  });
});
