const VERSION = /^v\d+\./;
/** Stripe files its objects under others; what a person calls one is its own name. */
const PARENT = /^customer\.(?=subscription\.)/;

/** What an event of Stripe's tells, in words: `customer.subscription.updated` is "Subscription updated". */
export function eventTypeWords(type: string): string {
  const words = type.replace(VERSION, '').replace(PARENT, '').replace(/[._]+/g, ' ').trim();
  return words === '' ? type : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
