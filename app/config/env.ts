import { z } from 'zod';

const url = z.url();
const secret = z.string().min(16, 'must be at least 16 characters');

function flag(name: string) {
  return z.enum(['true', 'false'], { error: `${name} must be "true" or "false"` }).optional();
}

const environmentSchema = z
  .object({
    APP_ENV: z.enum(['development', 'test', 'staging', 'production']),
    APP_URL: url,
    SIGN_IN_URL: z.string().min(1),
    DATABASE_URL: z.string().startsWith('postgres'),
    REPLICA_DATABASE_URL: z.string().startsWith('postgres'),
    STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_/, 'must be a Stripe secret key'),
    STRIPE_PUBLISHABLE_KEY: z.string().regex(/^pk_(test|live)_/, 'must be a Stripe publishable key'),
    STRIPE_WEBHOOK_SECRET: z
      .string()
      .transform((value) => value.split(',').map((part) => part.trim()))
      .refine((secrets) => secrets.every((value) => value.startsWith('whsec_') && value.length > 10), {
        error: 'must be one or more whsec_… secrets, comma-separated',
      }),
    JWT_SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
    JWT_JWKS_URL: url.optional(),
    JWT_ISSUER: z.string().min(1),
    JWT_AUDIENCE: z.string().min(1),
    CSRF_SECRET: secret,
    RESEND_API_KEY: z.string().min(1),
    EMAIL_FROM: z.string().min(3),
    SLACK_WEBHOOK_URL: url.optional(),
    RECONCILE_TOLERANCE_PERCENT: z.coerce.number().min(0).max(100).default(0.5),
    NEXT_PUBLIC_API_URL: z.string().default('/api/v1'),
    BILLING_ENABLED: flag('BILLING_ENABLED'),
    NEXT_PUBLIC_BILLING_ENABLED: flag('NEXT_PUBLIC_BILLING_ENABLED'),
    NEXT_PUBLIC_ENABLE_BILLING_MIGRATION: flag('NEXT_PUBLIC_ENABLE_BILLING_MIGRATION'),
    NEXT_PUBLIC_ENABLE_BILLING_PM: flag('NEXT_PUBLIC_ENABLE_BILLING_PM'),
    DEV_NEON_PROXY_URL: url.optional(),
    DEV_CLOCK_URL: url.optional(),
    DEV_STRIPE_URL: url.optional(),
    DEV_MAIL_URL: url.optional(),
  })
  .superRefine((env, issues) => {
    if ((env.JWT_SECRET === undefined) === (env.JWT_JWKS_URL === undefined)) {
      issues.addIssue({
        code: 'custom',
        path: ['JWT_SECRET'],
        message: 'set exactly one of JWT_SECRET and JWT_JWKS_URL',
      });
    }
    if (env.APP_ENV === 'development' || env.APP_ENV === 'test') return;
    for (const [name, value] of Object.entries(env)) {
      const isRefused = name.startsWith('DEV_') ? value !== undefined : isDevelopmentValue(value);
      if (isRefused) {
        issues.addIssue({
          code: 'custom',
          path: [name],
          message: `is refused when APP_ENV is ${env.APP_ENV}`,
        });
      }
    }
  });

/** The local world's values are public: whoever reads them could sign an administrator's session, or a webhook. */
const DEVELOPMENT_VALUES = [/not.for.production/, /^(sk|pk)_test_dev$/, /^re_dev$/];

function isDevelopmentValue(value: unknown): boolean {
  return [value]
    .flat()
    .some((part) => typeof part === 'string' && DEVELOPMENT_VALUES.some((known) => known.test(part)));
}

export type Environment = z.infer<typeof environmentSchema>;

/** The variables that are missing or malformed, each by name; values are never repeated. */
export class ConfigurationError extends Error {
  readonly problems: readonly { name: string; message: string }[];

  constructor(problems: readonly { name: string; message: string }[]) {
    super(`Configuration: ${problems.map(({ name, message }) => `${name} ${message}`).join('; ')}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

export function parseEnvironment(bindings: Record<string, unknown>): Environment {
  const parsed = environmentSchema.safeParse(bindings);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => ({ name: issue.path.join('.'), message: issue.message })),
  );
}
