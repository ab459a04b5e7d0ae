/** That the plan, or only its prices, changed within a period. */
export function planChangeWords(planNames: readonly string[]): string {
  const [first = '', ...later] = planNames;
  return later.every((name) => name === first)
    ? `The prices of the ${first} plan changed in this period.`
    : `The plan changed in this period, from ${first} to ${later.join(', then to ')}.`;
}
