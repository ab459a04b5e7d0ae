/** What a refused form had in its fields, so that it comes back as it was, also without a script. */
export type GivenValues = Readonly<Record<string, string>>;

/** Not its protection, and not what a person must confirm each time. */
const NOT_KEPT = ['csrf', 'key', 'acknowledged', 'offered_for', 'customer_id'];

export function givenValues(form: FormData): GivenValues {
  return Object.fromEntries(
    [...form].flatMap(([name, value]) =>
      typeof value === 'string' && !NOT_KEPT.includes(name) ? [[name, value.slice(0, 200)]] : [],
    ),
  );
}
