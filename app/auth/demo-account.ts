import type { Environment } from '../config/env.ts';

export interface DemoAccount {
  /** Claim `sub` of the session that signing in as this account gives. */
  subject: string;
  email: string;
  name: string;
  role: 'publisher' | 'admin' | 'readonly';
  locale: string;
  /** Publishers only. */
  customerId: string | null;
  planName: string | null;
  currency: string | null;
}

/** Elsewhere the console alone signs people in. */
export function hasDemoAccounts(env: Pick<Environment, 'APP_ENV' | 'JWT_SECRET'>): boolean {
  return (env.APP_ENV === 'development' || env.APP_ENV === 'test') && env.JWT_SECRET !== undefined;
}
