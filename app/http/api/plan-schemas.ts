import { z } from 'zod';
import { CURRENCIES } from '../../domain/money.ts';
import { PRICE_KINDS } from '../../domain/pricing/metered-price.ts';

const instant = z.iso.datetime().meta({ description: 'UTC instant' });
const currency = z.enum(CURRENCIES).meta({ description: 'ISO 4217, lower case' });
const exactNumber = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
  .meta({ description: 'A number; a decimal string where it has more digits than 2^53.' });
const units = exactNumber.meta({ description: 'Single units: impressions, calls, bytes' });
const cost = exactNumber.meta({ description: 'Major unit of `currency`, before tax' });
const rate = z.string().meta({ description: 'Minor units, exact, up to 12 decimals' });

const meteredPriceSchema = z.object({
  kind: z.enum(PRICE_KINDS),
  included_units: units.meta({ description: 'What costs nothing; with `volume` only while no more is used' }),
  tiers: z
    .array(
      z.object({
        from: units.meta({ description: 'Total units above which the tier begins' }),
        up_to: units.nullable().meta({ description: 'Inclusive; null in the last tier' }),
        unit_amount_decimal: rate,
        flat_amount_decimal: rate.nullable().meta({ description: 'Due once when the tier is reached' }),
      }),
    )
    .meta({ description: 'Empty for `package`' }),
  package: z
    .object({ size: units, amount_decimal: rate, round: z.enum(['up', 'down']) })
    .nullable()
    .meta({ description: 'Null unless `kind` is `package`' }),
  drops: z
    .array(
      z.object({
        border: units.meta({ description: 'Last unit before the whole gets cheaper' }),
        cost_at_border: cost,
        cost_beyond: cost.meta({ description: 'Of one unit more' }),
        dearer_from: units.meta({ description: 'From here to the border all costs more than one beyond it' }),
      }),
    )
    .meta({ description: 'Where a volume price drops' }),
});

const planIdentity = {
  plan_version_id: z.guid(),
  plan_type: z.string(),
  name: z.string(),
  version: z.int(),
  is_current: z.boolean().meta({
    description: 'What the running subscription is on; in a replay after the end, what the last one was',
  }),
  is_custom: z.boolean().meta({ description: 'Agreed with this customer alone' }),
};

export const planListSchema = z
  .object({
    currency,
    plans: z.array(
      z.object({
        ...planIdentity,
        base_fee: cost.meta({ description: 'Major unit of `currency`, once a period, in advance' }),
        minimum_commitment: cost.nullable().meta({ description: 'The least that a period costs' }),
        prices: z.object({
          impressions: meteredPriceSchema,
          api_calls: meteredPriceSchema,
          data_transfer_bytes: meteredPriceSchema,
        }),
      }),
    ),
  })
  .meta({ id: 'PlanList' });

const quantities = { impressions: units, api_calls: units, data_transfer_bytes: units };

const breakEvenSchema = z.object({
  status: z
    .enum(['at', 'never', 'too_close'])
    .meta({ description: '`too_close`: the same to within roundings over too wide a range to tell' }),
  quantity: units.nullable().meta({ description: 'The smallest at which this plan is cheaper' }),
});

export const planSimulationSchema = z
  .object({
    currency,
    subscription_ended_at: instant
      .nullable()
      .meta({ description: 'When the current plan ended; null while it runs' }),
    basis: z.enum(['history', 'quantities']),
    periods: z.array(
      z.object({
        start: instant,
        end: instant.meta({ description: 'Exclusive' }),
        is_part_of_month: z.boolean().meta({
          description: 'Before or after a change of plans; costs that part of the flat fee that was invoiced',
        }),
        ...quantities,
        billed: cost.nullable().meta({
          description:
            'What was invoiced for it, credit notes taken off; late usage counts once an invoice carries it. Null where nothing is known, or where it was in another currency',
        }),
        unsettled: z.object(quantities).meta({
          description:
            'Units of it that came after its invoice and are not settled yet; below zero where they were taken off',
        }),
      }),
    ),
    average: z.object(quantities).meta({
      description: 'Of the closed periods; parts of a month are left out unless there is nothing else',
    }),
    plans: z.array(
      z.object({
        ...planIdentity,
        periods: z.array(
          z.object({
            base_fee: cost,
            usage: cost,
            true_up: cost.meta({ description: 'What is missing to the minimum commitment' }),
            total: cost,
          }),
        ),
        total: cost,
        is_cheapest: z.boolean(),
        break_even: z
          .object({
            impressions: breakEvenSchema,
            api_calls: breakEvenSchema,
            data_transfer_bytes: breakEvenSchema,
          })
          .nullable()
          .meta({
            description: 'Against the current plan, other metrics at their average; null for that itself',
          }),
      }),
    ),
  })
  .meta({ id: 'PlanSimulation' });

export type PlanListJson = z.infer<typeof planListSchema>;
export type PlanSimulationJson = z.infer<typeof planSimulationSchema>;
export type MeteredPriceJson = z.infer<typeof meteredPriceSchema>;
