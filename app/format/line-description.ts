import { isMetric, type Metric } from '../domain/metric.ts';

export interface LineWords {
  title: string;
  /** Of a tiered price, counted from 1; null elsewhere. */
  tier: number | null;
  /** What the quantity counts: units of a tier, the flat fee of one, or whole things (a plan, packages); else unknown. */
  counts: 'units' | 'flatFee' | 'wholes' | 'unknown';
}

const WITH_FIGURES = /^\d[\d.,]* × (?<title>.+?) \((?:Tier (?<tier>\d+) (?<flat>flat fee )?)?at [^()]+\)$/;

/**
 * Stripe writes quantity and price into a line's description: "2324568 × Growth ad impressions (Tier 2 at $0.00008 /
 * month)". Beside columns that say both, only what was sold and its tier is left. Any other description stays whole.
 */
export function parseLineDescription(description: string): LineWords {
  const found = WITH_FIGURES.exec(description)?.groups;
  if (found === undefined) return { title: description, tier: null, counts: 'unknown' };
  const { title = description, tier, flat } = found;
  const counts = flat !== undefined ? 'flatFee' : tier === undefined ? 'wholes' : 'units';
  return { title: title.replace(/ \(bytes\)$/, ''), tier: tier === undefined ? null : Number(tier), counts };
}

/** What a line's quantity and rate are told in; null for a flat fee and for packages, which are told as they are. */
export function metricOfLine(line: { component: string | null; description: string }): Metric | null {
  const { component, description } = line;
  if (component === null || !isMetric(component)) return null;
  const { counts } = parseLineDescription(description);
  return counts === 'flatFee' || counts === 'wholes' ? null : component;
}

/** "Tier 2", "Tier 2, flat fee"; null for a line without tiers. */
export function tierWords({ tier, counts }: LineWords): string | null {
  if (tier === null) return null;
  return counts === 'flatFee' ? `Tier ${tier}, flat fee` : `Tier ${tier}`;
}
