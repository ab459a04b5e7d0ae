import { z } from 'zod';
import { METRICS } from '../../app/domain/metric.ts';
import { CURRENCIES } from '../../app/domain/money.ts';
import { parseDuration } from '../clock/duration.ts';
import { ControlError } from './control-error.ts';

const MAX_USAGE_ROWS = 100_000;
const instant = z.iso.datetime({ offset: true, error: 'must be an ISO-8601 instant' });
const probability = z.number().min(0).max(1).exactOptional();

export const clockMoveSchema = z.union([
  z.strictObject({
    advance: z
      .string()
      .transform(parseDuration)
      .refine((ms) => ms !== undefined, { error: 'must be a number of minutes, hours or days, e.g. "3d"' }),
  }),
  z.strictObject({ to: instant.transform((text) => new Date(text)) }),
]);

export const cronSchema = z.strictObject({ job: z.string().min(1) });

const usageRowSchema = z.strictObject({
  customer_id: z.uuid({ error: 'must be a UUID' }),
  metric: z.enum(METRICS),
  hour: instant
    .transform((text) => new Date(text))
    .refine((hour) => hour.getTime() % 3_600_000 === 0, { error: 'must be a whole hour' }),
  /** As the analytics store holds it: numeric, whatever its sign and scale. */
  quantity: z
    .union([z.number(), z.string()])
    .transform(String)
    .refine((text) => /^-?\d{1,30}(\.\d{1,12})?$/.test(text), { error: 'must be a decimal number' }),
});

export const usageSchema = z.union([usageRowSchema, z.array(usageRowSchema).min(1).max(MAX_USAGE_ROWS)]);
export type UsageRow = z.infer<typeof usageRowSchema>;

export const accountSchema = z.strictObject({
  email: z.email({ error: 'must be an e-mail address' }).max(254),
  name: z.string().trim().min(1).max(200),
  plan_type: z.enum(['starter', 'growth', 'scale', 'enterprise']),
  currency: z.enum(CURRENCIES),
  locale: z.string().refine(isLocale, { error: 'must be a language tag, e.g. "de-DE"' }),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code, e.g. "DE"'),
});
export type AccountInput = z.infer<typeof accountSchema>;

export const faultsSchema = z.strictObject({
  duplicate: probability,
  reorder: probability,
  drop: probability,
  delayMs: z.number().int().min(0).max(60_000).exactOptional(),
  stripe5xx: probability,
  stripe429: probability,
  stripeTimeout: probability,
  dbDrop: probability,
  seed: z.number().int().exactOptional(),
});
export type Faults = z.infer<typeof faultsSchema>;

/** The value, or a `ControlError` 400 that names the first field in the wrong. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = deepestIssue(parsed.error.issues);
  const field = path.length === 0 ? 'body' : path.join('.');
  throw new ControlError(400, `${field}: ${message}`, field);
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'> & { keys?: string[] };

/** A union's own issue says nothing; the branch that came furthest, with the least to blame, says what is wrong. */
function deepestIssue(issues: readonly z.core.$ZodIssue[]): Issue {
  const [first] = issues;
  if (first === undefined) return { path: [], message: 'is malformed' };
  if (first.code === 'unrecognized_keys') {
    return { path: [...first.path, ...first.keys.slice(0, 1)], message: 'is not known here' };
  }
  if (first.code !== 'invalid_union') return first;
  const furthest = first.errors
    .filter((branch) => branch.length > 0)
    .map((branch) => ({ ...deepestIssue(branch), issueCount: branch.length }))
    .sort((a, b) => b.path.length - a.path.length || a.issueCount - b.issueCount)[0];
  return furthest === undefined ? first : { ...furthest, path: [...first.path, ...furthest.path] };
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
