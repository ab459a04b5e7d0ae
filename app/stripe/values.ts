/** Stripe's wire values as the domain's: seconds → instants, integers → bigint, references → ids. */

export function toInstant(seconds: number): Date {
  return new Date(seconds * 1_000);
}

export function toInstantOrNull(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined ? null : toInstant(seconds);
}

export function toId(reference: string | { id: string }): string {
  return typeof reference === 'string' ? reference : reference.id;
}

export function toIdOrNull(reference: string | { id: string } | null | undefined): string | null {
  return reference ? toId(reference) : null;
}

/** An expandable reference that was expanded; null when it came as an id only. */
export function expanded<T extends { id: string }>(reference: string | T | null | undefined): T | null {
  return reference && typeof reference !== 'string' ? reference : null;
}
