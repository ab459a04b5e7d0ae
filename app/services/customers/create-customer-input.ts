import { z } from 'zod';
import { CURRENCIES } from '../../domain/money.ts';
import { PLAN_IDS } from '../../domain/plan-id.ts';
import { parseInput } from '../parse-input.ts';
import { planTermsSchema } from '../plans/plan-terms-input.ts';

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .nullish()
    .transform((value) => value ?? null);

const inputSchema = z.object({
  email: z.email('is not an e-mail address').max(254),
  name: z.string().trim().min(1, 'must not be empty').max(200),
  planId: z.enum(PLAN_IDS, { error: `must be one of ${PLAN_IDS.join(', ')}` }),
  currency: z.enum(CURRENCIES, { error: `must be one of ${CURRENCIES.join(', ')}` }),
  locale: z.string().refine(isLocale, 'is not a language tag, e.g. "en-US"'),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code in capitals'),
  address: z
    .object({
      line1: z.string().trim().min(1).max(200),
      line2: optionalText(200),
      city: optionalText(100),
      postalCode: optionalText(20),
      state: optionalText(100),
    })
    .nullish()
    .transform((value) => value ?? null),
  taxId: optionalText(40),
  /** A Stripe PaymentMethod; becomes the default. */
  paymentMethod: z
    .string()
    .startsWith('pm_', 'must be a Stripe payment method')
    .nullish()
    .transform((value) => value ?? null),
  /** Terms of the plan that are agreed with this customer alone. */
  terms: planTermsSchema.nullish().transform((value) => value ?? null),
});

export type CreateCustomerInput = z.input<typeof inputSchema>;
export type NewCustomer = z.output<typeof inputSchema>;

/** Throws `invalid_value` with the path of every field that is wrong. */
export function parseNewCustomer(input: CreateCustomerInput): NewCustomer {
  return parseInput(inputSchema, input);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
