export interface LineWords {
  title: string;
  /** Of a graduated price, counted from 1; null elsewhere. */
  tier: number | null;
}

const WITH_FIGURES = /^\d[\d.,]* × (?<title>.+?) \((?:Tier (?<tier>\d+) )?at [^()]+\)$/;

/**
 * Stripe writes quantity and price into a line's description: "2324568 × Growth ad impressions (Tier 2 at $0.00008 /
 * month)". Beside columns that say both, only what was sold and its tier is left. Any other description stays whole.
 */
export function parseLineDescription(description: string): LineWords {
  const { title = description, tier } = WITH_FIGURES.exec(description)?.groups ?? {};
  return { title: title.replace(/ \(bytes\)$/, ''), tier: tier === undefined ? null : Number(tier) };
}
