import { expect, it } from 'vitest';
import { parseLineDescription } from './line-description.ts';

it.each([
  ['2324568 × Growth ad impressions (Tier 2 at $0.00008 / month)', 'Growth ad impressions', 2],
  ['500000000000 × Growth data transfer (bytes) (Tier 1 at $0.00 / month)', 'Growth data transfer', 1],
  ['1 × Growth plan (at $499.00 / month)', 'Growth plan', null],
  ['1 × Growth plan (at ¥74,900 / month)', 'Growth plan', null],
  ['Late usage for October 2026', 'Late usage for October 2026', null],
  ['Remaining time on 1 × Scale after 5 Nov 2026', 'Remaining time on 1 × Scale after 5 Nov 2026', null],
])('%s is "%s", tier %s', (description, title, tier) => {
  expect(parseLineDescription(description)).toEqual({ title, tier });
});
