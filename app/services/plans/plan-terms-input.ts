import { z } from 'zod';
import { parseDecimal } from '../../domain/decimal.ts';
import { isBillingError } from '../../domain/errors.ts';
import { type MeteredPrice, requirePrice } from '../../domain/pricing/metered-price.ts';

/** Fits a JavaScript number, as Stripe's thresholds and package sizes do. */
const units = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of units')
  .transform(BigInt);

const minorUnits = z
  .string()
  .regex(/^\d{1,8}$/, 'must be a whole number of minor units below 100,000,000')
  .transform(BigInt);

const rate = z
  .string()
  .regex(/^\d{1,8}(\.\d{1,12})?$/, 'must be an amount in minor units with at most 12 decimals')
  .transform(parseDecimal);

/** Stripe takes whole minor units for a flat fee, however they are written. */
const flatAmount = z
  .string()
  .regex(/^\d{1,8}$/, 'must be a whole number of minor units below 100,000,000')
  .transform(parseDecimal)
  .nullish()
  .transform((value) => value ?? null);

const tiers = z
  .array(z.object({ upTo: units.nullable(), unitAmount: rate, flatAmount }))
  .min(1, 'must have at least one tier')
  .max(50, 'may have at most 50 tiers');

const round = z.enum(['up', 'down'], { error: 'must be up or down' });

const meteredPrice = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('graduated'), tiers }),
    z.object({ kind: z.literal('volume'), tiers }),
    z.object({ kind: z.literal('package'), size: units, amount: rate, round }),
  ])
  .superRefine((price, ctx) => {
    const fault = faultOf(price);
    if (fault !== null) ctx.addIssue({ code: 'custom', ...fault });
  });

function faultOf(price: MeteredPrice): { path: (string | number)[]; message: string } | null {
  const path = [price.kind === 'package' ? 'size' : 'tiers'];
  try {
    requirePrice(price);
  } catch (error) {
    if (isBillingError(error)) return { path, message: error.userMessage };
    throw error;
  }
  const [first] = price.kind === 'package' ? [] : price.tiers;
  if (first?.flatAmount) {
    return {
      path: ['tiers', 0, 'flatAmount'],
      message: 'is due whatever is used: put it into the base fee',
    };
  }
  return null;
}

/** What a version of a plan costs one customer, in the customer's currency. Quantities and amounts are digits. */
export const planTermsSchema = z.object({
  version: z.int().min(1, 'must be at least 1').max(9_999, 'must be at most 9,999'),
  baseFeeMinor: minorUnits,
  metered: z.object({
    impressions: meteredPrice,
    api_calls: meteredPrice,
    data_transfer_bytes: meteredPrice,
  }),
  minimumCommitmentMinor: minorUnits
    .refine((amount) => amount > 0n, 'must be more than nothing')
    .nullish()
    .transform((value) => value ?? null),
});

export type PlanTermsInput = z.input<typeof planTermsSchema>;
export type AgreedTerms = z.output<typeof planTermsSchema>;
