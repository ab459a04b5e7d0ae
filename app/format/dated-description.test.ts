import { expect, test } from 'vitest';
import { withReadersDates } from './dated-description.ts';

const APRIL = { start: new Date('2026-04-15T00:00:00Z'), end: new Date('2026-05-15T00:00:00Z') };
const LATE = 'Late usage for 15 April – 14 May 2026: 1,000 impressions';

function read(text: string, locale: string): string {
  return withReadersDates(text, APRIL, locale).replaceAll(/\s/g, ' ');
}

test('the period of a late item and the day of a proration are written as the reader writes them', () => {
  expect(read(LATE, 'en-US')).toBe('Late usage for Apr 15 – May 14, 2026: 1,000 impressions');
  expect(read(LATE, 'en-GB')).toBe('Late usage for 15 Apr – 14 May 2026: 1,000 impressions');
  expect(read('Unused time on Starter after 20 May 2026', 'en-US')).toBe(
    'Unused time on Starter after May 20, 2026',
  );
  expect(read('Unused time on Starter after 05 Nov 2026', 'de-DE')).toBe(
    'Unused time on Starter after 05.11.2026',
  );
});

test('what is no date stays as it is', () => {
  expect(read('12 May Ads 2026 banners', 'en-US')).toBe('12 May Ads 2026 banners');
  expect(read('Growth', 'en-US')).toBe('Growth');
});
