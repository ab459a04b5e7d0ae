/**
 * What became of an amount that a person closed. `outside`: it was billed or given back outside of this. `waived`: they let
 * it be, and no money moved.
 */
export const SETTLED_AS = ['outside', 'waived'] as const;
export type SettledAs = (typeof SETTLED_AS)[number];
