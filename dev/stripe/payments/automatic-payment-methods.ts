import type { PaymentIntent, SetupIntent } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';

interface Given {
  readonly automatic_payment_methods?: {
    readonly enabled: boolean;
    readonly allow_redirects?: 'always' | 'never';
  };
  readonly allowed_payment_method_types?: readonly string[];
}

interface AutomaticPaymentMethods {
  readonly automatic_payment_methods: { enabled: boolean; allow_redirects: 'always' | 'never' } | null;
  readonly payment_method_configuration_details: { id: string; parent: null } | null;
}

const CONFIGURATION = 'pmc_1ApexMediation000';

/** Unless the caller lists types, Stripe offers those that the account's configuration has switched on. */
export function automaticPaymentMethods(given: Given): AutomaticPaymentMethods {
  const isListed = given.allowed_payment_method_types !== undefined;
  const { enabled, allow_redirects: redirects = 'always' } = given.automatic_payment_methods ?? {
    enabled: !isListed,
  };
  if (enabled && isListed) {
    throw invalidRequest(
      'You may only specify one of these parameters: automatic_payment_methods, allowed_payment_method_types.',
      { param: 'allowed_payment_method_types' },
    );
  }
  if (!enabled) return { automatic_payment_methods: null, payment_method_configuration_details: null };
  return {
    automatic_payment_methods: { enabled, allow_redirects: redirects },
    payment_method_configuration_details: { id: CONFIGURATION, parent: null },
  };
}

/** Refuses to confirm what a payment method might redirect the customer for, unless it is said where back to. */
export function requireReturnUrl(intent: PaymentIntent | SetupIntent, returnUrl: string | null): void {
  if (intent.automatic_payment_methods?.allow_redirects !== 'always' || returnUrl !== null) return;
  const noun = intent.object === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent';
  throw invalidRequest(
    `This ${noun} is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a \`return_url\`. If you don't want to accept redirect-based payment methods, set \`automatic_payment_methods[enabled]\` to \`true\` and \`automatic_payment_methods[allow_redirects]\` to \`never\` when creating Setup Intents and Payment Intents.`,
  );
}
