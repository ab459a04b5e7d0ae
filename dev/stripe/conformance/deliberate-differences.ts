/** What the wire carries beyond the types, and what it leaves out; seen in recorded answers of Stripe. */
interface Difference {
  readonly object: string;
  readonly extra?: readonly string[];
  readonly missing?: readonly string[];
}

const DIFFERENCES: readonly Difference[] = [
  // Single-item subscriptions still show their item's plan and quantity; never to be relied on.
  { object: 'subscription', extra: ['plan', 'quantity'] },
  { object: 'list', extra: ['total_count'] },
  { object: 'charge', extra: ['destination', 'dispute', 'order'] },
  // Required in the types, left out on the wire when the line belongs to no subscription.
  { object: 'line_item', missing: ['subscription'] },
];

/** Codes that the types do not name, seen in reports of Stripe's answers or named by its changelog. */
export const CODES_BEYOND_TYPES: readonly string[] = [
  'payment_method_types_no_longer_supported',
  'property_expansion_max_depth',
  'subscription_payment_intent_requires_action',
];

export function isDeliberate(found: {
  readonly object: unknown;
  readonly extra?: string;
  readonly missing?: string;
}): boolean {
  return DIFFERENCES.some(
    ({ object, extra = [], missing = [] }) =>
      object === found.object &&
      ((found.extra !== undefined && extra.includes(found.extra)) ||
        (found.missing !== undefined && missing.includes(found.missing))),
  );
}
