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

/**
 * Unless the caller lists types, Stripe offers those that the account's configuration has switched on. This account's has
 * cards alone, which redirect nobody to another page: no confirmation needs a `return_url`.
 */
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
