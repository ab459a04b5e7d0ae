import { expect, it } from 'vitest';
import { metricOfLine, parseLineDescription, tierWords } from './line-description.ts';

it.each([
  ['2324568 × Growth ad impressions (Tier 2 at $0.00008 / month)', 'Growth ad impressions', 2],
  ['500000000000 × Growth data transfer (bytes) (Tier 1 at $0.00 / month)', 'Growth data transfer', 1],
  ['1 × Growth plan (at $499.00 / month)', 'Growth plan', null],
  ['1 × Growth plan (at ¥74,900 / month)', 'Growth plan', null],
  ['Late usage for October 2026', 'Late usage for October 2026', null],
  ['Remaining time on 1 × Scale after 5 Nov 2026', 'Remaining time on 1 × Scale after 5 Nov 2026', null],
])('%s is "%s", tier %s', (description, title, tier) => {
  expect(parseLineDescription(description)).toMatchObject({ title, tier });
});

it.each([
  ['2324568 × Growth ad impressions (Tier 2 at $0.00008 / month)', 'impressions', 'Tier 2'],
  ['0 × Growth ad impressions (Tier 2 flat fee at $25.00 / month)', null, 'Tier 2, flat fee'],
  ['3 × Growth ad impressions (at $0.333 / month)', null, null],
  ['Late usage for October 2026', 'impressions', null],
])('%s is told in %s, as %s', (description, metric, words) => {
  expect(metricOfLine({ component: 'impressions', description })).toBe(metric);
  expect(tierWords(parseLineDescription(description))).toBe(words);
});

it('what is no metric is told as it is', () => {
  expect(metricOfLine({ component: 'base', description: 'Anything' })).toBeNull();
  expect(metricOfLine({ component: null, description: 'Anything' })).toBeNull();
});
