/** A4 in points, and the console's colours that paper wears. */
export const PAGE = {
  width: 595.28,
  height: 841.89,
  margin: 48,
  /** Below this nothing but the footer stands. */
  bottom: 841.89 - 72,
} as const;

export const CONTENT_WIDTH = PAGE.width - 2 * PAGE.margin;
export const RIGHT = PAGE.width - PAGE.margin;

export const INK = {
  strong: '#0f172a',
  muted: '#475569',
  rule: '#e2e8f0',
  ground: '#f8fafc',
  brand: '#1f55e6',
} as const;
