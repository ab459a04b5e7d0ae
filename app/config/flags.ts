import type { Environment } from './env.ts';

export interface Flags {
  /** Pages, API and jobs. */
  billing: boolean;
  /** Pages and navigation; needs `billing`. */
  billingPages: boolean;
  migration: boolean;
  paymentMethods: boolean;
}

/** Flags default to on in development and off elsewhere. A feature that is not built reports false whatever its flag. */
export function readFlags(env: Environment): Flags {
  const fallback = env.APP_ENV === 'development';
  const read = (value: 'true' | 'false' | undefined) => (value === undefined ? fallback : value === 'true');
  const billing = read(env.BILLING_ENABLED);
  return {
    billing,
    billingPages: billing && read(env.NEXT_PUBLIC_BILLING_ENABLED),
    migration: billing && read(env.NEXT_PUBLIC_ENABLE_BILLING_MIGRATION),
    paymentMethods: false,
  };
}
