/** What one side says of an object: plain texts, so that both sides are told the same way. */
export type Facts = Readonly<Record<string, string | null>>;

export interface FieldDifference {
  field: string;
  internal: string | null;
  stripe: string | null;
}

/** The field that stands for the object as a whole where one side does not have it. */
export const EXISTENCE = 'exists';

/** Only fields that both sides tell are compared; an object that one side lacks differs in its existence alone. */
export function compareFacts(here: Facts | null, there: Facts | null): readonly FieldDifference[] {
  if (here === null && there === null) return [];
  if (here === null || there === null) {
    return [{ field: EXISTENCE, internal: yesNo(here), stripe: yesNo(there) }];
  }
  return Object.keys(here)
    .filter((field) => Object.hasOwn(there, field) && here[field] !== there[field])
    .sort()
    .map((field) => ({ field, internal: here[field] ?? null, stripe: there[field] ?? null }));
}

function yesNo(facts: Facts | null): string {
  return facts === null ? 'no' : 'yes';
}
