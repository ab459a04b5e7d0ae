/** Amounts of one component, line by line, by us and by Stripe. */
export interface ComparedComponent {
  readonly component: string;
  readonly oursMinor: readonly bigint[];
  readonly stripeMinor: readonly bigint[];
}

export interface ComparedRating {
  readonly isEqual: boolean;
  readonly oursMinor: bigint;
  readonly stripeMinor: bigint;
}

/** To the minor unit and line by line; lines of nothing, and their order, do not matter. */
export function compareRating(components: readonly ComparedComponent[]): ComparedRating {
  const total = (read: (one: ComparedComponent) => readonly bigint[]) =>
    components.flatMap(read).reduce((sum, amount) => sum + amount, 0n);
  return {
    isEqual: components.every((one) => canonical(one.oursMinor) === canonical(one.stripeMinor)),
    oursMinor: total((one) => one.oursMinor),
    stripeMinor: total((one) => one.stripeMinor),
  };
}

function canonical(amounts: readonly bigint[]): string {
  return amounts
    .filter((amount) => amount !== 0n)
    .map(String)
    .sort()
    .join(' ');
}
