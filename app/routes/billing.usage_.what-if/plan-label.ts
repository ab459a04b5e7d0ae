interface Named {
  versionId: string;
  name: string;
  version: number;
  isCustom: boolean;
}

/** What tells each plan from the others: its name, whether it was agreed with this customer, else its version. */
export function planLabels(plans: readonly Named[]): ReadonlyMap<string, string> {
  const named = plans.map((plan) => ({ plan, label: plan.isCustom ? `${plan.name}, agreed` : plan.name }));
  return new Map(
    named.map(({ plan, label }) => {
      const isShared = named.some((other) => other.plan !== plan && other.label === label);
      return [plan.versionId, isShared ? `${label}, version ${plan.version}` : label];
    }),
  );
}
