/** The development values of both Workers' environment; nothing here is a secret. */
export const DEVELOPMENT_SECRETS = {
  STRIPE_SECRET_KEY: 'sk_test_dev',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_dev',
  STRIPE_WEBHOOK_SECRET: 'whsec_dev_not_for_production',
  JWT_SECRET: 'dev-jwt-secret-not-for-production-0123456789',
  JWT_ISSUER: 'apex-console',
  JWT_AUDIENCE: 'apex-billing',
  CSRF_SECRET: 'dev-csrf-secret-not-for-production',
  RESEND_API_KEY: 're_dev',
} as const;

export interface DevelopmentBindingsOptions {
  appUrl: string;
  databaseUrl: string;
  replicaUrl: string;
  neonProxyUrl: string;
  clockUrl: string;
  stripeUrl: string;
  mailUrl: string;
  flags?: Readonly<Record<string, string>>;
}

export function developmentBindings(options: DevelopmentBindingsOptions): Record<string, string> {
  return {
    ...DEVELOPMENT_SECRETS,
    APP_ENV: 'development',
    APP_URL: options.appUrl,
    SIGN_IN_URL: '/sign-in',
    DATABASE_URL: options.databaseUrl,
    REPLICA_DATABASE_URL: options.replicaUrl,
    EMAIL_FROM: 'ApexMediation Billing <billing@apexmediation.example>',
    SLACK_WEBHOOK_URL: `${options.mailUrl}/slack`,
    DEV_NEON_PROXY_URL: options.neonProxyUrl,
    DEV_CLOCK_URL: options.clockUrl,
    DEV_STRIPE_URL: options.stripeUrl,
    DEV_MAIL_URL: options.mailUrl,
    ...options.flags,
  };
}
