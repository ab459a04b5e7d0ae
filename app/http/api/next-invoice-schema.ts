import { z } from 'zod';
import { CURRENCIES } from '../../domain/money.ts';

const exactNumber = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
const majorUnits = exactNumber.meta({ description: 'Major unit of `currency`' });

/** The next invoice as the usage page tells it: `usage + true_up + late_usage + other_items + base_fee = subtotal`. */
export const nextInvoiceSchema = z
  .object({
    date: z.iso.datetime().meta({ description: 'When it is made' }),
    usage: majorUnits.meta({ description: 'Overage of the running period so far' }),
    true_up: majorUnits.nullable().meta({
      description:
        'Missing to the minimum commitment as it stands; null where nothing is agreed, and where a person says it once the period is over',
    }),
    late_usage: majorUnits.meta({
      description: 'Late usage and true-ups of earlier periods that wait for it',
    }),
    other_items: majorUnits.nullable().meta({
      description:
        'Prorations of a change of plan and other pending items, as Stripe last previewed them; null until Stripe was asked about this period',
    }),
    has_usage_before_change: z.boolean().meta({
      description:
        'The plan was changed within the period: usage from before that is billed at the prices of then, as Stripe last previewed it, all since at those of now',
    }),
    base_fee: majorUnits.nullable().meta({
      description: 'Of the period that follows; null when the subscription ends',
    }),
    subtotal: majorUnits.meta({ description: 'By our own rating, before discounts, tax and credit' }),
    expected: z
      .object({
        discounts: majorUnits,
        tax: majorUnits.meta({ description: 'On top of the subtotal' }),
        customer_balance: majorUnits.meta({
          description:
            'Below zero it is credit that goes into it, above zero what is owed from before or kept as credit',
        }),
        amount_due: majorUnits.meta({
          description: '`subtotal − discounts + tax + customer_balance`, at the subtotal as it stands',
        }),
      })
      .nullable()
      .meta({
        description:
          'With what Stripe’s last preview put on top or took off; null until Stripe was asked about this period',
      }),
    currency: z.enum(CURRENCIES),
  })
  .meta({ id: 'NextInvoice' });

export type NextInvoiceJson = z.infer<typeof nextInvoiceSchema>;
