/** That the plan, or only its prices, changed within a period; from one and back to it where only that one is named. */
export function planChangeWords(planNames: readonly string[]): string {
  const [first = '', ...later] = planNames;
  if (later.length === 0) return `The plan changed in this period, away from ${first} and back.`;
  return later.every((name) => name === first)
    ? `The prices of the ${first} plan changed in this period.`
    : `The plan changed in this period, from ${first} to ${later.join(', then to ')}.`;
}
